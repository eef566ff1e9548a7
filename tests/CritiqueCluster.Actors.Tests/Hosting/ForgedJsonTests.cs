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

    private readonly ActorSystem _system = ActorSystem.Create("forged", CritiqueClusterHosting
        .ConfigurationOf(new NodeSettings { Journal = new SqliteJournal(Path.GetTempPath(), "run") })
        .WithFallback(ConfigurationFactory.ParseString("akka.remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }")));

    public void Dispose() => _system.Dispose();

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
}
