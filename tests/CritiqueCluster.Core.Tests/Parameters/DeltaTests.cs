using CritiqueCluster.Core.Models.Safetensors;
using CritiqueCluster.Core.Parameters;
using CsCheck;

namespace CritiqueCluster.Core.Tests.Parameters;

public sealed class DeltaTests
{
    private static readonly Gen<(BytesTensorSource From, BytesTensorSource To)> Pairs =
        Gen.Select(Gen.Select(Gen.Enum<TensorType>(), Gen.Int[0, 3000]).Array[1, 5], Gen.Double[0, 0.2], Gen.Int)
            .Select((tensors, share, seed) =>
            {
                var from = Versions.Random(seed, [.. tensors.Select((t, i) => ($"layer.{i}", new TensorInfo(t.Item1, [t.Item2])))]);
                return (from, Versions.Changed(from, share, seed + 1));
            });

    public static TheoryData<TensorType> Types => new(Enum.GetValues<TensorType>());

    [Fact]
    public void Should_make_the_target_of_the_base_bit_for_bit_whatever_the_types() => Pairs.Sample(pair =>
    {
        if (Versions.Delta(pair.From, pair.To) is { } delta)
            Assert.Equal(ParameterHash.Of(pair.To), ParameterHash.Of(Versions.Apply(delta, pair.From)));
    }, iter: 300);

    [Theory]
    [MemberData(nameof(Types))]
    public void Should_carry_blocks_that_are_sparse_whole_unchanged_or_short(TensorType type)
    {
        var elements = DeltaWriter.BlockBytes / type.Size();
        var from = Versions.Random(3, ("a", new(type, [2 * elements + 7])), ("b", new(type, [elements])), ("c", new(type, [])));
        var to = Versions.Changed(from, 0.01, 4);
        var whole = to.ReadAll("a");
        new Random(5).NextBytes(whole.AsSpan(0, DeltaWriter.BlockBytes));
        from.ReadAll("a").AsSpan(DeltaWriter.BlockBytes, DeltaWriter.BlockBytes).CopyTo(whole.AsSpan(DeltaWriter.BlockBytes));
        var mixed = new BytesTensorSource();
        mixed.Add("a", from.Tensors["a"], whole);
        mixed.Add("b", from.Tensors["b"], to.ReadAll("b"));
        mixed.Add("c", from.Tensors["c"], to.ReadAll("c"));

        var delta = Versions.Delta(from, mixed);

        Assert.NotNull(delta);
        Assert.InRange(delta.Length, DeltaWriter.BlockBytes, 2 * DeltaWriter.BlockBytes);
        Assert.Equal(ParameterHash.Of(mixed), ParameterHash.Of(Versions.Apply(delta, from)));
    }

    [Theory]
    [InlineData(TensorType.BF16)]
    [InlineData(TensorType.F32)]
    public void Should_take_at_most_3_percent_of_the_bytes_when_1_percent_changed(TensorType type)
    {
        var from = Versions.Random(1, ("w", new(type, [1000, 1000])), ("same", new(type, [1000])));
        var to = Versions.Changed(from, 0.01, 2);

        Assert.InRange(Versions.Delta(from, to)!.Length, 1, 0.03 * to.Tensors.Values.Sum(t => t.Bytes));
    }

    [Fact]
    public void Should_change_nothing_when_applied_to_bytes_that_it_has_already_overwritten()
    {
        byte[] before = [1, 2, 3, 4, 5, 6, 7, 8], after = [1, 2, 9, 4, 5, 6, 0, 8];
        var encoded = new byte[SparseBlock.MaxBytes(2, 2)];
        var length = SparseBlock.Encode(after, 2, [1, 3], encoded);

        Assert.True(SparseBlock.TryApply(encoded.AsSpan(0, length), 2, 2, before));
        Assert.Equal(after, before);
        Assert.True(SparseBlock.TryApply(encoded.AsSpan(0, length), 2, 2, before));
        Assert.Equal(after, before);
    }

    [Fact]
    public void Should_give_equal_bytes_for_equal_versions_and_few_for_no_change()
    {
        var from = Versions.Random(1, ("w", new(TensorType.BF16, [5000])), ("v", new(TensorType.F32, [500])));
        var to = Versions.Changed(from, 0.05, 2);

        Assert.Equal(Versions.Delta(from, to), Versions.Delta(from, to));
        Assert.InRange(Versions.Delta(from, Versions.Changed(from, 0, 0))!.Length, 1, 400);
    }

    [Fact]
    public void Should_not_be_made_between_different_tensors_or_when_the_full_version_is_smaller()
    {
        var from = Versions.Random(1, ("w", new(TensorType.F32, [300])));

        Assert.Null(Versions.Delta(from, Versions.Random(1, ("w", new(TensorType.F32, [300])), ("v", new(TensorType.F32, [1])))));
        Assert.Null(Versions.Delta(from, Versions.Random(1, ("v", new(TensorType.F32, [300])))));
        Assert.Null(Versions.Delta(from, Versions.Random(1, ("w", new(TensorType.F32, [3, 100])))));
        Assert.Null(Versions.Delta(from, Versions.Random(1, ("w", new(TensorType.I32, [300])))));
        Assert.Null(Versions.Delta(from, Versions.Random(2, ("w", new(TensorType.F32, [300])))));
    }

    [Fact]
    public void Should_refuse_another_base()
    {
        var from = Versions.Random(1, ("w", new(TensorType.BF16, [4000])));
        var delta = Versions.Delta(from, Versions.Changed(from, 0.02, 2))!;
        var other = Versions.Changed(from, 0.01, 3);

        Assert.Contains("not the one that the delta was made from", Refusal(() => Versions.Apply(delta, other)));
        using var file = new DeltaFile(new MemoryStream(delta));
        file.CheckIsBetween(file.From, file.To);
        Assert.Throws<InvalidDataException>(() => file.CheckIsBetween(Versions.Of(other), file.To));
        Assert.Throws<InvalidDataException>(() => file.CheckIsBetween(file.From, file.To with { Step = 7 }));
    }

    [Fact]
    public void Should_refuse_every_flipped_bit_every_truncation_and_every_byte_too_many()
    {
        var from = Versions.Random(1, ("v", new(TensorType.F32, [60])), ("w", new(TensorType.BF16, [300])));
        var delta = Versions.Delta(from, Versions.Changed(from, 0.05, 2))!;
        for (var i = 0; i < delta.Length; i++)
        {
            var flipped = delta.ToArray();
            flipped[i] ^= (byte)(1 << i % 8);
            Refusal(() => Versions.Apply(flipped, from));
            Refusal(() => Versions.Apply(delta[..i], from));
        }
        Refusal(() => Versions.Apply([.. delta, 0], from));
        Refusal(() => Versions.Apply([.. delta, .. delta], from));
    }

    [Fact]
    public void Should_refuse_records_that_are_exchanged_repeated_left_out_or_of_another_delta()
    {
        var from = Versions.Random(1, ("v", new(TensorType.U8, [2000])), ("w", new(TensorType.U8, [2000])));
        var delta = Versions.Delta(from, Versions.Changed(from, 0.05, 2))!;
        var other = Versions.Delta(from, Versions.Changed(from, 0.05, 3))!;
        var (records, others) = (Records(delta), Records(other));
        Assert.Equal(7, records.Count - 1); // header; name, block, checksums of two tensors; end
        for (var i = 1; i < records.Count; i++)
        {
            Refusal(() => Versions.Apply(Joined(records.Where((_, at) => at != i)), from));
            Refusal(() => Versions.Apply(Joined(records.SelectMany((r, at) => at == i ? [r, r] : new[] { r })), from));
            Refusal(() => Versions.Apply(Joined(records.Select((r, at) => at == i ? others[i] : r)), from));
            for (var j = i + 1; j < records.Count; j++)
                Refusal(() => Versions.Apply(Joined(records.Select((_, at) => records[at == i ? j : at == j ? i : at])), from));
        }
    }

    [Fact]
    public void Should_refuse_any_sparse_block_that_leaves_its_bounds() => Gen.Select(Gen.Byte.Array[0, 40], Gen.Int[-1, 12]).Sample((bytes, changed) =>
    {
        _ = SparseBlock.TryApply(bytes, changed, 2, new byte[32]); // true or false, never beyond the block
    });

    private static string Refusal(Action action)
    {
        var message = Assert.Throws<InvalidDataException>(action).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }

    private static byte[] Joined(IEnumerable<byte[]> records) => [.. records.SelectMany(r => r)];

    private static List<byte[]> Records(byte[] delta)
    {
        var at = 12 + BitConverter.ToInt32(delta, 8) + 8;
        List<byte[]> records = [delta[..at]];
        while (at < delta.Length)
        {
            var length = DeltaRecord.HeadBytes + DeltaRecord.Read(delta.AsSpan(at)).Stored;
            records.Add(delta[at..(at + length)]);
            at += length;
        }
        return records;
    }
}
