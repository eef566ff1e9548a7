using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace CritiqueCluster.Core.Tests;

/// <summary>The tests of this assembly compare floating-point numbers by <see cref="Close"/>.</summary>
public sealed class FloatComparisonTests
{
    // ECMA-335 II.23.1.16.
    private const byte Void = 0x01, Float = 0x0c, Double = 0x0d;

    [Fact]
    public void Should_compare_no_numbers_by_rounding_them()
    {
        using var file = File.OpenRead(typeof(FloatComparisonTests).Assembly.Location);
        using var assembly = new PEReader(file);
        var metadata = assembly.GetMetadataReader();

        var rounding = metadata.MemberReferences.Select(metadata.GetMemberReference).Count(member => Rounds(metadata, member));

        Assert.True(rounding == 0, "Assert.Equal is called with two floating-point numbers and digits or a tolerance: use Close.Equal");
    }

    /// <summary>
    /// Whether it is one of Assert's comparisons of two floating-point numbers and something more. Exact comparison has a type argument,
    /// and is another method.
    /// </summary>
    private static bool Rounds(MetadataReader metadata, MemberReference member)
    {
        if (member.Parent.Kind != HandleKind.TypeReference || metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)member.Parent).Name) != nameof(Assert))
            return false;
        var signature = metadata.GetBlobBytes(member.Signature); // convention, number of parameters, result, parameters
        return signature is [0, >= 3, Void, Float or Double, Float or Double, ..];
    }
}
