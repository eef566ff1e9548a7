using System.Buffers.Binary;
using System.Text;
using CritiqueCluster.Core.Models.Safetensors;
using ZstdSharp;

namespace CritiqueCluster.Core.Parameters;

/// <summary>
/// Writes what changed between two versions with the same tensors: a header (<see cref="DeltaHeader"/>), then for each changed tensor, in
/// ordinal order of names, records (<see cref="DeltaRecord"/>): its name, its changed blocks of 1 MiB, its checksums. A block is sparse
/// or whole, and a Zstandard frame, whichever is smallest; unchanged blocks and tensors are left out. Equal versions give equal bytes.
/// Memory: four blocks, whatever the tensors' size. After PULSE, arXiv 2602.03839.
/// </summary>
public sealed class DeltaWriter : IDisposable
{
    /// <summary>Bytes of a tensor that are compared at once; a multiple of every element's size.</summary>
    public const int BlockBytes = 1 << 20;

    private readonly Stream _stream;
    private readonly Compressor _compressor = new(1);
    private readonly byte[] _head = new byte[DeltaRecord.HeadBytes];
    private readonly byte[] _before = new byte[BlockBytes];
    private readonly byte[] _after = new byte[BlockBytes];
    private readonly int[] _positions = new int[BlockBytes];
    private readonly byte[] _packed = new byte[Compressor.GetCompressBound(BlockBytes)];
    private byte[] _sparse = new byte[BlockBytes];
    private long _seed;
    private long _written;

    private DeltaWriter(Stream stream) => _stream = stream;

    /// <summary>Compares two versions and writes the delta.</summary>
    /// <param name="stream">Receives it.</param>
    /// <param name="from">The base.</param>
    /// <param name="basis">The base's tensors, under the names of <see cref="ParameterHash"/>.</param>
    /// <param name="to">The target.</param>
    /// <param name="target">Its tensors.</param>
    /// <returns>Whether the delta is whole: false if tensors differ in name, type or shape, or the delta would not be smaller than the target.</returns>
    public static bool TryWrite(Stream stream, ParameterVersion from, ITensorSource basis, ParameterVersion to, ITensorSource target)
    {
        if (from.Model != to.Model || !SameTensors(basis, target))
            return false;
        using var writer = new DeltaWriter(stream);
        return writer.TryWriteAll(new DeltaHeader(from, to), basis, target, target.Tensors.Values.Sum(t => t.Bytes));
    }

    /// <inheritdoc/>
    public void Dispose() => _compressor.Dispose();

    private static bool SameTensors(ITensorSource basis, ITensorSource target) =>
        basis.Tensors.Count == target.Tensors.Count
        && target.Tensors.All(t => basis.Tensors.TryGetValue(t.Key, out var info)
            && info.Type == t.Value.Type && info.Shape.SequenceEqual(t.Value.Shape));

    private bool TryWriteAll(DeltaHeader header, ITensorSource basis, ITensorSource target, long limit)
    {
        var bytes = header.Encode(out _seed);
        _stream.Write(bytes);
        _written = bytes.Length;
        var changed = 0u;
        foreach (var (name, info) in target.Tensors.OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            if (WriteTensor(name, info, basis, target))
                changed++;
            if (_written >= limit)
                return false;
        }
        WriteRecord(new(DeltaTag.End, false, changed, 0, 0), []);
        return _written < limit;
    }

    /// <returns>Whether it changed.</returns>
    private bool WriteTensor(string name, TensorInfo info, ITensorSource basis, ITensorSource target)
    {
        var (before, after, blocks) = (new RunningChecksum(), new RunningChecksum(), 0u);
        for (long offset = 0; offset < info.Bytes; offset += BlockBytes)
        {
            var old = _before.AsSpan(0, (int)Math.Min(BlockBytes, info.Bytes - offset));
            var current = _after.AsSpan(0, old.Length);
            basis.Read(name, offset, old);
            target.Read(name, offset, current);
            before.Append(old);
            after.Append(current);
            if (old.SequenceEqual(current))
                continue;
            if (blocks++ == 0)
            {
                var text = Encoding.UTF8.GetBytes(name);
                WriteRecord(new(DeltaTag.Tensor, false, 0, text.Length, text.Length), text);
            }
            WriteBlock((uint)(offset / BlockBytes), old, current, info.Type.Size());
        }
        if (blocks > 0)
            WriteChecksums(blocks, before.Take(), after.Take());
        return blocks > 0;
    }

    private void WriteBlock(uint number, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after, int elementBytes)
    {
        var changed = ElementDifferences.Find(before, after, elementBytes, _positions);
        var sparse = (long)changed * (1 + elementBytes) < after.Length ? Sparse(after, elementBytes, changed) : after;
        if (sparse.Length < after.Length)
            WriteSmallest(DeltaTag.Sparse, number, changed, sparse);
        else
            WriteSmallest(DeltaTag.Whole, number, after.Length, after);
    }

    private ReadOnlySpan<byte> Sparse(ReadOnlySpan<byte> after, int elementBytes, int changed)
    {
        var room = SparseBlock.MaxBytes(changed, elementBytes);
        if (_sparse.Length < room)
            _sparse = new byte[room];
        return _sparse.AsSpan(0, SparseBlock.Encode(after, elementBytes, _positions.AsSpan(0, changed), _sparse));
    }

    private void WriteSmallest(DeltaTag tag, uint number, int count, ReadOnlySpan<byte> payload)
    {
        var packed = _packed.AsSpan(0, _compressor.Wrap(payload, _packed));
        if (packed.Length < payload.Length)
            WriteRecord(new(tag, true, number, count, packed.Length), packed);
        else
            WriteRecord(new(tag, false, number, count, payload.Length), payload);
    }

    private void WriteChecksums(uint blocks, Checksum before, Checksum after)
    {
        Span<byte> payload = stackalloc byte[32];
        BinaryPrimitives.WriteUInt128LittleEndian(payload, before.Value);
        BinaryPrimitives.WriteUInt128LittleEndian(payload[16..], after.Value);
        WriteRecord(new(DeltaTag.Close, false, blocks, 0, payload.Length), payload);
    }

    private void WriteRecord(DeltaRecord record, ReadOnlySpan<byte> payload)
    {
        record.Write(_head, payload, _seed++);
        _stream.Write(_head);
        _stream.Write(payload);
        _written += _head.Length + payload.Length;
    }
}
