using CritiqueCluster.Core.Models.Runtime;

namespace CritiqueCluster.Core.Tests.Models.Runtime;

public sealed class GlibcxxPatchTests
{
    [Fact]
    public void Should_change_one_flag_once()
    {
        var library = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so"));
        var patched = library.ToArray();
        var changed = GlibcxxPatch.Apply(patched);

        Assert.True(library.Zip(patched).Count(p => p.First != p.Second) <= 1);
        Assert.Equal(changed, !library.AsSpan().SequenceEqual(patched));
        Assert.False(GlibcxxPatch.Apply(patched));
    }

    [Fact]
    public void Should_refuse_what_is_no_library() =>
        Assert.Throws<InvalidDataException>(() => GlibcxxPatch.Apply(new byte[100]));
}
