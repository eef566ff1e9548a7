using System.Linq.Expressions;
using System.Reflection;
using MessagePack;
using MessagePack.Formatters;

namespace CritiqueCluster.Actors.Serialization;

/// <summary>
/// Writes a record as an array of the listed constructor parameters: a name's place in the list is its key. Keys are only
/// ever appended. A reader that knows fewer keys skips the rest; one that knows more takes the parameter's default. What holds only
/// defaults in the keys that came later is written as it was before they came.
/// </summary>
internal sealed class RecordFormatter<T> : IMessagePackFormatter<T?>
    where T : class
{
    private readonly Field[] _fields;
    private readonly ConstructorInvoker _constructor;
    private readonly int _parameters;

    public RecordFormatter(IReadOnlyList<Key> keys)
    {
        var constructor = typeof(T).GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
        var parameters = constructor.GetParameters();
        if (parameters.Length != keys.Count)
            throw new ArgumentException($"{typeof(T)} has {parameters.Length} parameters, but {keys.Count} keys are listed.", nameof(keys));
        _constructor = ConstructorInvoker.Create(constructor);
        _parameters = parameters.Length;
        _fields = [.. keys.Select(key => Field.Of(typeof(T), parameters, key))];
    }

    public void Serialize(ref MessagePackWriter writer, T? value, MessagePackSerializerOptions options)
    {
        if (value is null)
        {
            writer.WriteNil();
            return;
        }
        var count = _fields.Length;
        while (count > 0 && _fields[count - 1].IsLeftOut(value))
            count--;
        writer.WriteArrayHeader(count);
        foreach (var field in _fields.AsSpan(0, count))
            field.Codec.Write(ref writer, field.Get(value), options);
    }

    public T? Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
    {
        if (reader.TryReadNil())
            return null;
        options.Security.DepthStep(ref reader);
        var count = reader.ReadArrayHeader();
        var arguments = new object?[_parameters];
        for (var i = 0; i < _fields.Length; i++)
            arguments[_fields[i].Position] = i < count ? _fields[i].Codec.Read(ref reader, options) : _fields[i].Default(typeof(T));
        for (var i = _fields.Length; i < count; i++)
            reader.Skip();
        reader.Depth--;
        foreach (var field in _fields)
            if (field.Required && arguments[field.Position] is null)
                throw new MessagePackSerializationException($"{typeof(T).Name}.{field.Property.Name} is missing.");
        return (T)_constructor.Invoke(arguments.AsSpan());
    }

    private sealed record Field(PropertyInfo Property, Func<T, object?> Get, ParameterInfo Parameter, IFieldCodec Codec, bool Required, bool Late)
    {
        public int Position => Parameter.Position;

        public static Field Of(Type type, ParameterInfo[] parameters, Key key)
        {
            var parameter = parameters.SingleOrDefault(p => p.Name == key.Name)
                ?? throw new ArgumentException($"{type} has no parameter {key.Name}.", nameof(key));
            var nullable = new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable;
            var property = type.GetProperty(key.Name)!;
            return new Field(property, GetterOf(property), parameter, key.Codec ?? new AnyCodec(parameter.ParameterType), !nullable, key.IsLate);
        }

        private static Func<T, object?> GetterOf(PropertyInfo property)
        {
            var owner = Expression.Parameter(typeof(T));
            return Expression.Lambda<Func<T, object?>>(Expression.Convert(Expression.Property(owner, property), typeof(object)), owner).Compile();
        }

        public bool IsLeftOut(T value) => Late && Equals(Get(value), Parameter.DefaultValue);

        public object? Default(Type owner) =>
            Parameter.HasDefaultValue ? Parameter.DefaultValue
            : !Required ? null
            : throw new MessagePackSerializationException($"{owner.Name}.{Property.Name} is missing.");
    }
}

/// <summary>One key of a record: the name of a constructor parameter and, where the usual layout is not wanted, its codec.</summary>
/// <param name="Name">The parameter's name.</param>
/// <param name="Codec">Its layout; null: the usual one.</param>
/// <param name="IsLate">It came when values without it had been written: at the end of a record its default is left out.</param>
internal readonly record struct Key(string Name, IFieldCodec? Codec = null, bool IsLate = false)
{
    public static Key Late(string name) => new(name, IsLate: true);

    public static implicit operator Key(string name) => new(name);
}

/// <summary>Writes and reads one field.</summary>
internal interface IFieldCodec
{
    void Write(ref MessagePackWriter writer, object? value, MessagePackSerializerOptions options);

    object? Read(ref MessagePackReader reader, MessagePackSerializerOptions options);
}

/// <summary>The layout that the resolver has for the type.</summary>
internal sealed class AnyCodec(Type type) : IFieldCodec
{
    public void Write(ref MessagePackWriter writer, object? value, MessagePackSerializerOptions options) =>
        MessagePackSerializer.Serialize(type, ref writer, value, options);

    public object? Read(ref MessagePackReader reader, MessagePackSerializerOptions options) =>
        MessagePackSerializer.Deserialize(type, ref reader, options);
}
