using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.Configuration;
using CritiqueCluster.Actors.Hosting;
using CritiqueCluster.Actors.Journal.Stores;

namespace CritiqueCluster.Actors.Tests.Hosting;

/// <summary>Akka's JSON serializer constructs whatever type a peer names. It has number 1.</summary>
public sealed class ForgedJsonTests : IDisposable
{
    private const int Json = 1;

    private static readonly Config Remote = ConfigurationFactory.ParseString(
        """akka { loglevel = OFF, stdout-loglevel = OFF, actor.provider = remote, remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 } }""");

    /// <summary>The program's logger needs its host: without one the system would wait 5 s for it to start.</summary>
    private readonly ActorSystem _system = ActorSystem.Create("forged", ConfigurationFactory.ParseString("akka.loggers = []")
        .WithFallback(CritiqueClusterHosting.ConfigurationOf(new NodeSettings { Journal = new SqliteJournal(Path.GetTempPath(), "run") }))
        .WithFallback(ConfigurationFactory.ParseString("akka.remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }")));

    /// <summary>Ends it without a farewell: a node that never joined a cluster waits for 10 s before it leaves.</summary>
    public void Dispose()
    {
        ((ExtendedActorSystem)_system).Abort();
        _system.WhenTerminated.Wait();
    }

    [Fact]
    public void Should_refuse_a_payload_that_names_a_type()
    {
        var payload = Encoding.UTF8.GetBytes($$"""{"$type":"System.IO.FileInfo, System.Private.CoreLib","fileName":"/etc/passwd"}""");
        Assert.Throws<SerializationException>(() => _system.Serialization.Deserialize(payload, Json, "System.IO.FileInfo, System.Private.CoreLib"));
        Assert.Throws<SerializationException>(() => _system.Serialization.Deserialize(payload, Json, ""));
    }

    [Fact]
    public void Should_have_no_serializer_for_what_nobody_registered()
    {
        Assert.Throws<SerializationException>(() => _system.Serialization.FindSerializerForType(typeof(FileInfo)));
        Assert.Throws<SerializationException>(() => _system.Serialization.FindSerializerForType(typeof(object)));
    }

    [Fact]
    public async Task Should_construct_nothing_that_another_system_sends()
    {
        using var open = ActorSystem.Create("open", Remote); // as Akka is by default: what is sent there is constructed
        using var attacker = ActorSystem.Create("attacker", Remote);

        Assert.Equal((1, 0), (await ConstructedAsync(attacker, open), await ConstructedAsync(attacker, _system)));
    }

    /// <summary>How often a type was constructed by a system that it was sent to.</summary>
    private static async Task<int> ConstructedAsync(ActorSystem attacker, ActorSystem system)
    {
        var target = system.ActorOf(Props.Create<Deaf>(), "target");
        var address = ((ExtendedActorSystem)system).Provider.DefaultAddress;
        var there = await attacker.ActorSelection(target.Path.ToStringWithAddress(address)).ResolveOne(TimeSpan.FromMinutes(1));
        var before = Forged.Constructed;
        there.Tell(new Forged());
        await there.Ask<ActorIdentity>(new Identify(null), TimeSpan.FromMinutes(1)); // comes after it
        return Forged.Constructed - before - 1;
    }

    /// <summary>What an attacker would have constructed.</summary>
    public sealed class Forged
    {
        private static int _constructed;

        public Forged() => Interlocked.Increment(ref _constructed);

        public static int Constructed => _constructed;
    }

    private sealed class Deaf : ReceiveActor
    {
        public Deaf() => ReceiveAny(_ => { });
    }
}
