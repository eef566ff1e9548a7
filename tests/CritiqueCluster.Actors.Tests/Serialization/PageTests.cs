using System.Buffers;
using System.Runtime.Serialization;
using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Serialization;
using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Core.Exploration;
using CsCheck;
using MessagePack;

namespace CritiqueCluster.Actors.Tests.Serialization;

public sealed class PageTests
{
    private static readonly byte[] Page = Codec.Encode(Samples.All.OfType<ExplorationPage>().Single());

    /// <summary>Where one more byte is needed.</summary>
    private static readonly int[] Edges = [0, 127, 128, 16383, 16384, 2097151, 2097152, 268435455, 268435456, int.MaxValue];

    private static readonly Gen<int> Ids = Gen.OneOf(Gen.Int[0, Edges.Length - 1].Select(i => Edges[i]), Gen.Int[0, int.MaxValue]);

    [Fact]
    public void Should_read_back_every_token_id() =>
        Ids.Array[0, 200].Sample(ids => ReadBack(Samples.Attempt with { Tokens = ids }).Tokens.SequenceEqual(ids));

    [Fact]
    public void Should_read_back_numbers_in_half_precision() =>
        Gen.Float[-60000, 60000].Array[0, 50].Sample(numbers =>
        {
            var read = ReadBack(Samples.Attempt with { LogProbabilities = numbers, Entropies = numbers });
            return read.LogProbabilities.SequenceEqual(numbers.Select(x => (float)(Half)x)) && read.Entropies.SequenceEqual(read.LogProbabilities);
        });

    [Theory]
    [InlineData(0f, 0f)]
    [InlineData(-0.25f, -0.25f)]
    [InlineData(-0.1f, -0.099975586f)]
    [InlineData(-1000.3f, -1000.5f)]
    [InlineData(float.NegativeInfinity, float.NegativeInfinity)]
    public void Should_round_to_the_nearest_half(float written, float read) =>
        Assert.Equal([read], ReadBack(Samples.Attempt with { LogProbabilities = [written] }).LogProbabilities);

    [Fact]
    public void Should_read_back_what_is_empty()
    {
        var read = ReadBack(Samples.Attempt with { Tokens = [], LogProbabilities = [], Entropies = [], Text = "" });
        Assert.Empty(read.Tokens);
        Assert.Empty(read.LogProbabilities);
        Assert.Empty(read.Entropies);
        Assert.Empty(((ExplorationPage)Codec.Decode("journal.page", Codec.Encode(new ExplorationPage([])))).Events);
    }

    /// <summary>Seven bits a byte, lowest first: one byte up to 127, five for the largest.</summary>
    [Theory]
    [InlineData(0, "00")]
    [InlineData(127, "7f")]
    [InlineData(128, "8001")]
    [InlineData(16383, "ff7f")]
    [InlineData(int.MaxValue, "ffffffff07")]
    public void Should_write_a_token_id_in_as_few_bytes_as_it_needs(int id, string hex)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        new VariableLengthCodec().Write(ref writer, new[] { id }, MessagePackSerializerOptions.Standard);
        writer.Flush();
        Assert.Equal(hex, Convert.ToHexStringLower(buffer.WrittenSpan[2..])); // after the block's kind and length
    }

    [Theory]
    [InlineData("80")]
    [InlineData("0180")]
    [InlineData("ffffffff")]
    [InlineData("ffffffffff07")]
    [InlineData("808080808000")]
    [InlineData("ffffffff7f")]
    public void Should_refuse_token_ids_that_are_cut_off_or_too_long(string hex)
    {
        var ids = Convert.FromHexString(hex);
        Assert.Throws<MessagePackSerializationException>(() =>
        {
            var reader = new MessagePackReader(new byte[] { 0xc4, (byte)ids.Length }.Concat(ids).ToArray());
            new VariableLengthCodec().Read(ref reader, MessagePackSerializerOptions.Standard);
        });
    }

    /// <summary>Every byte, to its opposite, which no reader can take for the same.</summary>
    [Fact]
    public void Should_find_every_flipped_byte() => Assert.All(Enumerable.Range(0, Page.Length), position =>
    {
        var changed = (byte[])Page.Clone();
        changed[position] ^= 0xff;
        Assert.Throws<SerializationException>(() => Codec.Decode("journal.page", changed));
    });

    /// <summary>Every byte, to every other value. The frame has one bit that means nothing; no change may change what is read.</summary>
    [Fact]
    public void Should_never_read_something_else_from_a_changed_byte()
    {
        for (var position = 0; position < Page.Length; position++)
            for (var difference = 1; difference < 256; difference++)
            {
                var changed = (byte[])Page.Clone();
                changed[position] ^= (byte)difference;
                if (ReadOrRefuse(changed) is { } read)
                    Assert.Equal(Page, Codec.Encode(read));
            }
    }

    [Fact]
    public void Should_refuse_every_page_that_is_cut_off() =>
        Assert.All(Enumerable.Range(0, Page.Length), length => Assert.Throws<SerializationException>(() => Codec.Decode("journal.page", Page.AsSpan(0, length))));

    /// <summary>Without the checksum in the way: what is packed is changed, and sealed again.</summary>
    [Fact]
    public void Should_throw_nothing_else_whatever_the_bytes_are()
    {
        var content = Payload.Unpack(Page);
        var change = Gen.Select(Gen.Int[0, content.Length - 1], Gen.Byte, Gen.Int[0, 2]);
        change.Array[1, 8].Sample(changes =>
        {
            var bytes = content.ToList();
            foreach (var (position, value, kind) in changes)
            {
                var at = position % bytes.Count;
                if (kind == 0)
                    bytes[at] = value;
                else if (kind == 1)
                    bytes.Insert(at, value);
                else if (bytes.Count > 1)
                    bytes.RemoveAt(at);
            }
            ReadOrRefuse(Payload.Seal([.. bytes]));
            ReadOrRefuse([0, .. bytes]);
        }, iter: 20_000);
        Gen.Byte.Array[0, 100].Sample(bytes => { ReadOrRefuse(bytes); }, iter: 10_000);
    }

    private static object? ReadOrRefuse(byte[] bytes)
    {
        try
        {
            return Codec.Decode("journal.page", bytes);
        }
        catch (SerializationException)
        {
            return null;
        }
    }

    private static Attempt ReadBack(Attempt attempt)
    {
        var page = new ExplorationPage([new PagedEvent("0/t/p", new AttemptsRecorded("r", [new CheckedAttempt(attempt, true, null, "", true, 0)]))]);
        var read = (ExplorationPage)Codec.Decode("journal.page", Codec.Encode(page));
        return ((AttemptsRecorded)read.Events.Single().Event).Attempts.Single().Attempt;
    }
}
