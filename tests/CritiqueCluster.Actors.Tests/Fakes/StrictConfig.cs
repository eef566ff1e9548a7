using System.Collections.Immutable;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Serialization;
using CritiqueCluster.Actors.Hosting;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Actors.Serialization;

namespace CritiqueCluster.Actors.Tests.Fakes;

/// <summary>Actor systems in which every message and every actor's arguments are serialized, and only ours by our table.</summary>
internal static class StrictConfig
{
    public const string Text = """
        akka.test.single-expect-default = 30s
        akka.actor.serialize-messages = on
        akka.actor.serialize-creators = on
        akka.actor.serializers.json = none
        akka.actor.serializers.reference = "CritiqueCluster.Actors.Tests.Fakes.ByReferenceSerializer, CritiqueCluster.Actors.Tests"
        akka.actor.serialization-bindings { "System.Object" = reference }
        """;

    public static ActorSystemSetup Setup => SetupOf(ConfigurationFactory.ParseString(Text));

    /// <summary>With the journal of a run folder, as in a real run.</summary>
    public static ActorSystemSetup WithJournal(string runFolder)
    {
        var journal = new SqliteJournal(runFolder, "run");
        journal.Prepare();
        return WithJournal(journal);
    }

    public static ActorSystemSetup WithJournal(JournalStore journal) =>
        SetupOf(ConfigurationFactory.ParseString(Text).WithFallback(journal.Settings).WithFallback(AkkaFiles.Read("journal")));

    private static ActorSystemSetup SetupOf(Config config) => ActorSystemSetup.Create(
        BootstrapSetup.Create().WithConfig(config),
        SerializationSetup.Create(system =>
            [SerializerDetails.Create("wire", new WireSerializer(system), Manifests.Bound.ToImmutableHashSet())]));
}
