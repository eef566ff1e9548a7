using System.Globalization;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Core;

namespace CritiqueCluster.Actors.Tests.Journal;

public sealed class RunLockTests
{
    [Fact]
    public void Should_let_one_holder_in_and_name_its_process_to_the_next()
    {
        using var fake = new FakeRun();
        using (RunLock.Take(fake.Folder))
        {
            var refused = Assert.Throws<EnvironmentException>(() => RunLock.Take(fake.Folder));
            Assert.Contains(Environment.ProcessId.ToString(CultureInfo.InvariantCulture), refused.Message, StringComparison.Ordinal);
        }
        RunLock.Take(fake.Folder).Dispose();
    }

    [Fact]
    public void Should_say_that_a_folder_cannot_be_made()
    {
        using var fake = new FakeRun();
        Directory.CreateDirectory(fake.Folder);
        var file = Path.Combine(fake.Folder, "file");
        File.WriteAllText(file, "");
        Assert.Throws<EnvironmentException>(() => RunLock.Take(Path.Combine(file, "run")));
    }
}
