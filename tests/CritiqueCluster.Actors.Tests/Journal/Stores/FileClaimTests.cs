using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Core;

namespace CritiqueCluster.Actors.Tests.Journal.Stores;

public sealed class FileClaimTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(ClaimKind.Alone)]
    [InlineData(ClaimKind.Founder)]
    [InlineData(ClaimKind.Member)]
    public void Should_refuse_everybody_beside_one_alone(ClaimKind kind)
    {
        using (Take(ClaimKind.Alone))
            Assert.Contains("--join", Assert.Throws<EnvironmentException>(() => Take(kind)).Message, StringComparison.Ordinal);
        Take(kind).Dispose();
    }

    [Fact]
    public void Should_let_members_in_beside_a_founder_and_no_other_founder_while_one_of_them_lives()
    {
        var founder = Take(ClaimKind.Founder);
        using (Take(ClaimKind.Member))
        {
            founder.Dispose();
            Assert.Throws<EnvironmentException>(() => Take(ClaimKind.Founder));
            Assert.Throws<EnvironmentException>(() => Take(ClaimKind.Alone));
            Take(ClaimKind.Member).Dispose();
        }
        Take(ClaimKind.Founder).Dispose();
    }

    private IDisposable Take(ClaimKind kind) => new SqliteJournal(_folder.FullName, "run").Claim(_ => { }, kind);
}
