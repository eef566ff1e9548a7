using System.Buffers.Binary;
using CritiqueCluster.Core.Files;
using Microsoft.Win32.SafeHandles;

namespace CritiqueCluster.Core.Models.Safetensors;

/// <summary>
/// A safetensors file open for reading: 8 bytes header length (little-endian), a JSON header, the data
/// (https://huggingface.co/docs/safetensors). Everything the header claims is checked before it is used. Thread-safe.
/// </summary>
public sealed class SafetensorsFile : ITensorSource, IDisposable
{
    private const int LengthBytes = 8;
    private readonly SafeFileHandle _handle;
    private readonly SafetensorsHeader _header;
    private readonly long _dataStart;

    private SafetensorsFile(string path, SafeFileHandle handle)
    {
        Path = path;
        _handle = handle;
        var fileBytes = RandomAccess.GetLength(handle);
        var headerBytes = ReadHeaderLength(fileBytes);
        _dataStart = LengthBytes + headerBytes;
        var json = new byte[headerBytes];
        Fill(LengthBytes, json);
        _header = SafetensorsHeader.Parse(json, fileBytes - _dataStart, path);
        Tensors = _header.Tensors.ToDictionary(t => t.Key, t => t.Value.Info, StringComparer.Ordinal);
    }

    /// <summary>The file's path as it was given.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    /// <summary>The free-form <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>Size of length and header: where the data begins.</summary>
    public long HeaderBytes => _dataStart;

    /// <summary>Where a tensor begins, counted from the start of the file.</summary>
    public long OffsetOf(string name) => _dataStart + _header.Tensors[name].Begin;

    /// <summary>Opens and checks a file.</summary>
    /// <exception cref="ConfigurationException">The file is truncated or its header is wrong.</exception>
    /// <exception cref="EnvironmentException">The file is missing or can't be read.</exception>
    public static SafetensorsFile Open(string path)
    {
        SafeFileHandle? handle = null;
        try
        {
            handle = File.OpenHandle(path);
            var file = new SafetensorsFile(path, handle);
            handle = null;
            return file;
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw FileErrors.Reading(path, e);
        }
        finally
        {
            handle?.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Read(string name, long offset, Span<byte> destination)
    {
        if (!_header.Tensors.TryGetValue(name, out var location))
            throw new KeyNotFoundException($"{Path} has no tensor '{name}'.");
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(destination.Length, location.Info.Bytes - offset, nameof(destination));
        try
        {
            Fill(_dataStart + location.Begin + offset, destination);
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw FileErrors.Reading(Path, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    internal static ConfigurationException Broken(string file, string reason, Exception? inner = null)
    {
        var message = $"{file} is not a sound safetensors file: {reason}. Fetch or write it again.";
        return inner is null ? new ConfigurationException(message) : new ConfigurationException(message, inner);
    }

    private long ReadHeaderLength(long fileBytes)
    {
        if (fileBytes < LengthBytes)
            throw Broken(Path, $"it has {fileBytes} bytes, fewer than the {LengthBytes} of the header's length");
        Span<byte> length = stackalloc byte[LengthBytes];
        Fill(0, length);
        var headerBytes = BinaryPrimitives.ReadUInt64LittleEndian(length);
        if (headerBytes > (ulong)(fileBytes - LengthBytes))
            throw Broken(Path, $"its header claims {headerBytes} bytes of the {fileBytes - LengthBytes} that follow");
        return headerBytes <= SafetensorsHeader.MaxBytes
            ? (long)headerBytes
            : throw Broken(Path, $"its header claims {headerBytes} bytes; at most {SafetensorsHeader.MaxBytes} are allowed");
    }

    private void Fill(long position, Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            var read = RandomAccess.Read(_handle, destination, position);
            if (read == 0)
                throw Broken(Path, $"it ends at byte {position}, though it was longer when it was opened");
            destination = destination[read..];
            position += read;
        }
    }
}
