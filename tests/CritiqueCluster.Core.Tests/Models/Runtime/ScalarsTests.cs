using CritiqueCluster.Core.Models.Runtime;

using Mono.Cecil;

using TorchSharp;

namespace CritiqueCluster.Core.Tests.Models.Runtime;

/// <summary>
/// Reads the compiled program for numbers that a garbage collection may free while libtorch reads them: those that it makes itself, and those
/// that the methods of TorchSharp that it calls make within.
/// </summary>
public sealed class ScalarsTests
{
    private static readonly AssemblyDefinition Library = AssemblyDefinition.ReadAssembly(typeof(torch).Assembly.Location);
    private static readonly HashSet<string> Makers = MakersOf(Library);

    [Fact]
    public void Should_leave_no_number_to_the_garbage_collector()
    {
        var program = AssemblyDefinition.ReadAssembly(typeof(Scalars).Assembly.Location);
        var found = Methods(program)
            .Where(m => !m.DeclaringType.FullName.StartsWith(typeof(Scalars).FullName!, StringComparison.Ordinal))
            .SelectMany(m => Called(m).Where(Makers.Contains).Select(called => $"{m.DeclaringType.FullName}.{m.Name} calls {called}"));
        Assert.Empty(found); // take the number from Scalars, and a method of TorchSharp to which it can be given
    }

    [Fact]
    public void Should_know_the_methods_that_make_numbers_within()
    {
        Assert.Contains("TorchSharp.torch/Tensor TorchSharp.torch/Tensor::square()", Makers);
        Assert.Contains("TorchSharp.torch/Tensor TorchSharp.torch/Tensor::op_Addition(TorchSharp.torch/Tensor,TorchSharp.torch/Tensor)", Makers);
        Assert.DoesNotContain("TorchSharp.torch/Tensor TorchSharp.torch/Tensor::pow(TorchSharp.Scalar)", Makers);
        Assert.DoesNotContain("TorchSharp.torch/Tensor TorchSharp.torch/Tensor::op_Multiply(TorchSharp.torch/Tensor,TorchSharp.torch/Tensor)", Makers);
    }

    [Fact]
    public void Should_give_the_same_object_for_the_same_number()
    {
        Assert.Same(Scalars.Of(0.1), Scalars.Of(0.1));
        Assert.Same(Scalars.Of(3L), Scalars.Of(3L));
        Assert.NotSame(Scalars.Of(3L), Scalars.Of(3.0));
    }

    /// <summary>The methods that turn a number into an object, and those that call them.</summary>
    private static HashSet<string> MakersOf(AssemblyDefinition library)
    {
        var methods = Methods(library).ToList();
        var makers = methods.Where(m => m.DeclaringType.Name == nameof(Scalar) && m.Name == "op_Implicit" || m.Name == "ToScalar")
            .Select(m => m.FullName).ToHashSet();
        var calls = methods.Select(m => (m.FullName, Called: Called(m).ToHashSet())).ToList();
        for (var before = 0; before < makers.Count;)
        {
            before = makers.Count;
            makers.UnionWith(calls.Where(c => c.Called.Overlaps(makers)).Select(c => c.FullName));
        }
        return makers;
    }

    private static IEnumerable<MethodDefinition> Methods(AssemblyDefinition assembly) =>
        assembly.MainModule.GetTypes().SelectMany(t => t.Methods).Where(m => m.HasBody);

    private static IEnumerable<string> Called(MethodDefinition method) =>
        method.Body.Instructions.Select(i => i.Operand).OfType<MethodReference>().Select(r => r.GetElementMethod().FullName);
}
