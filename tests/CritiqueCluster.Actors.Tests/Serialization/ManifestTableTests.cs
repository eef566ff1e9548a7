using System.Runtime.Serialization;
using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Actors.Serialization;
using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Core.Exploration;
using MessagePack;

namespace CritiqueCluster.Actors.Tests.Serialization;

public sealed class ManifestTableTests
{
    private sealed record Old(int Number, string Text);

    private sealed record New(int Number, string Text, string? Added = "default");

    private sealed record Stricter(int Number, string Text, string Added);

    [Fact]
    public void Should_list_every_message_and_persisted_event()
    {
        var messages = typeof(StartRun).Assembly.GetTypes()
            .Where(t => t.Namespace == typeof(StartRun).Namespace && t is { IsClass: true, IsGenericType: false, IsNested: false })
            .Except([typeof(RunSpec), typeof(RunUsage), typeof(WorkerDescription), typeof(HostFailure)]);
        var events = typeof(ExplorationEvent).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(ExplorationEvent)));
        var decided = typeof(StartRun).Assembly.GetTypes().Where(t => t.IsAssignableTo(typeof(IRunEvent)) && t.IsClass);
        Assert.All(messages.Concat(events).Concat(decided), t => Assert.NotNull(Manifests.Table.ManifestOf(t)));
    }

    [Fact]
    public void Should_name_no_clr_type_in_what_it_writes()
    {
        foreach (var sample in Samples.All)
        {
            var text = System.Text.Encoding.Latin1.GetString(Payload.Unpack(Codec.Encode(sample))) + Codec.ManifestOf(sample);
            Assert.DoesNotContain("CritiqueCluster", text, StringComparison.Ordinal);
            Assert.DoesNotContain("System.", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Should_read_what_was_written_before_a_key_was_added()
    {
        var bytes = MessagePackSerializer.Serialize(new Old(3, "x"), OptionsOf<Old>("Number", "Text"));
        var read = MessagePackSerializer.Deserialize<New>(bytes, OptionsOf<New>("Number", "Text", "Added"));
        Assert.Equal(new New(3, "x"), read);
    }

    [Fact]
    public void Should_skip_keys_that_it_does_not_know_yet()
    {
        var bytes = MessagePackSerializer.Serialize(new New(3, "x", "y"), OptionsOf<New>("Number", "Text", "Added"));
        Assert.Equal(new Old(3, "x"), MessagePackSerializer.Deserialize<Old>(bytes, OptionsOf<Old>("Number", "Text")));
    }

    [Fact]
    public void Should_refuse_a_record_without_a_required_key()
    {
        var bytes = MessagePackSerializer.Serialize(new Old(3, "x"), OptionsOf<Old>("Number", "Text"));
        Assert.Throws<MessagePackSerializationException>(
            () => MessagePackSerializer.Deserialize<Stricter>(bytes, OptionsOf<Stricter>("Number", "Text", "Added")));
    }

    [Theory]
    [InlineData("no.such.manifest", "00c0")]
    [InlineData("learning.learn", "")]
    [InlineData("learning.learn", "0091")]
    [InlineData("learning.learn", "0091a178")]
    [InlineData("learning.learn", "0191")]
    [InlineData("learning.learn", "0028b52ffd")]
    [InlineData("learning.learn", "00c0")]
    [InlineData("learning.learn", "0707")]
    [InlineData("rollout.finished", "0091ddffffffff")]
    public void Should_refuse_bytes_that_are_not_what_the_manifest_says(string manifest, string hex) =>
        Assert.ThrowsAny<SerializationException>(() => Codec.Decode(manifest, Convert.FromHexString(hex)));

    [Fact]
    public void Should_refuse_what_is_not_in_the_table() =>
        Assert.Throws<SerializationException>(() => Codec.Encode(new List<string> { "x" }));

    [Fact]
    public void Should_compress_what_is_worth_it_and_read_it_back()
    {
        var many = new Finished<RolloutResult>([.. Enumerable.Repeat(Samples.Result("a", 0), 50)]);
        var bytes = Codec.Encode(many);
        Assert.Equal(1, bytes[0]);
        Assert.True(bytes.Length < 500);
        Assert.Equal(50, ((Finished<RolloutResult>)Codec.Decode("rollout.finished", bytes)).Results.Count);
    }

    private static MessagePackSerializerOptions OptionsOf<T>(params Key[] keys)
        where T : class => new ManifestTable().Part<T>(keys).Options;
}
