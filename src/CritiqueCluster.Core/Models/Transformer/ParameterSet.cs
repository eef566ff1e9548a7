using static TorchSharp.torch;

namespace CritiqueCluster.Core.Models.Transformer;

/// <summary>
/// Every parameter of a model by its Hugging Face name, as views of one flat fp32 buffer: an optimizer step, a norm or a hash
/// is then one operation over one tensor. Gradients accumulate into a second flat buffer.
/// </summary>
public sealed class ParameterSet : IDisposable
{
    private readonly Dictionary<string, Tensor> _tensors = new(StringComparer.Ordinal);

    /// <summary>Zeros for every parameter of an architecture.</summary>
    public ParameterSet(ModelConfig config, Device device, bool trainable)
        : this(ParameterShapes.Of(config).Select(s => KeyValuePair.Create(s.Key, s.Value.ToArray())), device, trainable)
    {
    }

    /// <param name="shapes">Name → shape, in the order in which the flat buffer holds them.</param>
    /// <param name="device">Where the parameters live.</param>
    /// <param name="trainable">Whether gradients are kept.</param>
    public ParameterSet(IEnumerable<KeyValuePair<string, long[]>> shapes, Device device, bool trainable)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        var list = shapes.ToList();
        Values = zeros(list.Sum(s => Count(s.Value)), dtype: ScalarType.Float32, device: device).DetachFromDisposeScope();
        Gradients = trainable ? zeros_like(Values).DetachFromDisposeScope() : null;
        View(list);
    }

    /// <summary>The same values, seen with gradients of its own.</summary>
    private ParameterSet(ParameterSet other)
    {
        Values = other.Values.alias().DetachFromDisposeScope();
        Gradients = zeros_like(Values).DetachFromDisposeScope();
        View(other.Tensors.Select(t => KeyValuePair.Create(t.Key, t.Value.shape)));
    }

    /// <summary>All parameters, shape (N).</summary>
    public Tensor Values { get; }

    /// <summary>All gradients, shape (N); null if the set is not trainable.</summary>
    public Tensor? Gradients { get; }

    /// <summary>Number of parameters.</summary>
    public long Size => Values.numel();

    /// <summary>Where the parameters live.</summary>
    public Device Device => Values.device;

    /// <summary>Name → tensor, in buffer order.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors => _tensors;

    /// <summary>The tensor of that Hugging Face name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public Tensor this[string name] => _tensors[name];

    /// <summary>Whether there is a tensor of that name.</summary>
    public bool Has(string name) => _tensors.ContainsKey(name);

    /// <summary>The same values with gradients of its own, for another thread to add to. Disposing it leaves the values.</summary>
    public ParameterSet WithOwnGradients() => new(this);

    /// <summary>Overwrites the values with another set's of the same shapes.</summary>
    public void CopyFrom(ParameterSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        using var _ = no_grad();
        Values.copy_(other.Values);
    }

    public void Dispose()
    {
        foreach (var tensor in _tensors.Values)
            tensor.Dispose();
        Values.Dispose();
        Gradients?.Dispose();
    }

    private void View(IEnumerable<KeyValuePair<string, long[]>> shapes)
    {
        using var scope = NewDisposeScope();
        long offset = 0;
        foreach (var (name, shape) in shapes)
        {
            var count = Count(shape);
            var tensor = Values.narrow(0, offset, count).view(shape).detach();
            if (Gradients is not null)
            {
                tensor.requires_grad_(true);
                tensor.grad = Gradients.narrow(0, offset, count).view(shape);
            }
            _tensors.Add(name, tensor.DetachFromDisposeScope());
            offset += count;
        }
    }

    private static long Count(long[] shape) => shape.Aggregate(1L, (a, b) => checked(a * b));
}
