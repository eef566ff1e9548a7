using MessagePack;
using MessagePack.Formatters;
using MessagePack.Resolvers;

namespace CritiqueCluster.Actors.Serialization;

/// <summary>Builds the table type ↔ manifest, with the keys of every record that may stand in a message or event.</summary>
internal sealed class ManifestTable
{
    private readonly Dictionary<string, Type> _types = [];
    private readonly Dictionary<Type, string> _manifests = [];
    private readonly List<IMessagePackFormatter> _formatters = [new SingleBlockFormatter()];
    private readonly Lazy<MessagePackSerializerOptions> _options;

    public ManifestTable() => _options = new(MakeOptions);

    public MessagePackSerializerOptions Options => _options.Value;

    public IReadOnlyDictionary<string, Type> Types => _types;

    public string? ManifestOf(Type type) => _manifests.GetValueOrDefault(type);

    public Type? TypeOf(string manifest) => _types.GetValueOrDefault(manifest);

    /// <summary>A message or event: what travels or is stored on its own.</summary>
    public ManifestTable Root<T>(string manifest, params Key[] keys)
        where T : class
    {
        _types.Add(manifest, typeof(T));
        _manifests.Add(typeof(T), manifest);
        return Part<T>(keys);
    }

    /// <summary>A record that only travels inside others.</summary>
    public ManifestTable Part<T>(params Key[] keys)
        where T : class
    {
        _formatters.Add(new RecordFormatter<T>(keys));
        return this;
    }

    /// <summary>A part with a layout of its own.</summary>
    public ManifestTable Part<T>(IMessagePackFormatter<T?> formatter)
        where T : class
    {
        _formatters.Add(formatter);
        return this;
    }

    private MessagePackSerializerOptions MakeOptions()
    {
        // Only what is listed, primitives, enums as numbers, and collections of these: no attribute, contractless or typeless lookup.
        var resolver = CompositeResolver.Create(
            _formatters, [BuiltinResolver.Instance, DynamicEnumResolver.Instance, DynamicGenericResolver.Instance]);
        return MessagePackSerializerOptions.Standard.WithResolver(resolver).WithSecurity(MessagePackSecurity.UntrustedData);
    }
}
