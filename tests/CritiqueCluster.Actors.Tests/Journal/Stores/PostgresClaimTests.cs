using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Tests;

namespace CritiqueCluster.Actors.Tests.Journal.Stores;

[Trait(nameof(Category), Category.Slow)]
[Collection(nameof(PostgresCollection))]
public sealed class PostgresClaimTests(PrivatePostgres server)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [SkippableFact]
    public void Should_let_one_holder_in_and_others_after_it()
    {
        var journal = server.NewJournal();
        using (journal.Claim(_ => { }))
        {
            var refused = Assert.Throws<EnvironmentException>(() => journal.Claim(_ => { }));
            Assert.Contains("run", refused.Message, StringComparison.Ordinal);
            Assert.Contains("127.0.0.1", refused.Message, StringComparison.Ordinal);
            using var other = new PostgresJournal(journal.ConnectionWithoutPassword, "another").Claim(_ => { });
        }
        Until(() => IsFree(journal));
    }

    [SkippableFact]
    public void Should_let_members_in_beside_a_founder_and_no_other_founder_while_one_of_them_lives()
    {
        var journal = server.NewJournal();
        var founder = journal.Claim(_ => { }, ClaimKind.Founder);
        using (journal.Claim(_ => { }, ClaimKind.Member))
        {
            founder.Dispose();
            Until(() => Holders(journal) == 1);
            Assert.Throws<EnvironmentException>(() => journal.Claim(_ => { }, ClaimKind.Founder));
            Assert.Throws<EnvironmentException>(() => journal.Claim(_ => { }));
            journal.Claim(_ => { }, ClaimKind.Member).Dispose();
        }
        Until(() => IsFree(journal));
    }

    [SkippableFact]
    public void Should_hold_on_to_a_run_when_its_connection_was_cut()
    {
        var journal = server.NewJournal();
        using var proxy = new DelayingProxy(server.Port);
        using (proxy.To(journal).Claim(lost => Assert.Fail(lost.Message)))
        {
            proxy.Cut();
            Until(() => Holders(journal) == 0);
            proxy.Heal();
            Until(() => Holders(journal) == 1);
            Assert.Throws<EnvironmentException>(() => journal.Claim(_ => { }));
        }
    }

    [SkippableFact]
    public void Should_not_take_what_the_server_kept_of_its_own_for_another_process()
    {
        var journal = server.NewJournal();
        using var proxy = new DelayingProxy(server.Port);
        var lost = new TaskCompletionSource<EnvironmentException>();
        using (proxy.To(journal).Claim(lost.SetResult))
        {
            var before = Holder(journal);
            proxy.CutClients();
            Until(() => Holder(journal) is { } now && now != before);
            Assert.False(lost.Task.IsCompleted);
        }
    }

    [SkippableFact]
    public async Task Should_give_a_run_up_to_whoever_took_it_meanwhile()
    {
        var journal = server.NewJournal();
        using var proxy = new DelayingProxy(server.Port);
        var lost = new TaskCompletionSource<EnvironmentException>();
        using (proxy.To(journal).Claim(lost.SetResult))
        {
            proxy.Cut();
            Until(() => Holders(journal) == 0);
            using (journal.Claim(_ => { }))
            {
                proxy.Heal();
                Assert.Contains("in use", (await lost.Task.WaitAsync(Limit)).Message, StringComparison.Ordinal);
            }
        }
    }

    [SkippableFact]
    public async Task Should_not_start_a_run_that_another_process_leads()
    {
        var journal = server.NewJournal("fake");
        using var fake = new FakeRun();
        using var elsewhere = new FakeRun(); // another machine has another folder
        await using var run = await fake.StartAsync(FakeRun.Spec(), journal: journal);
        await Assert.ThrowsAsync<EnvironmentException>(() => elsewhere.StartAsync(FakeRun.Spec(), journal: journal));
        await run.Completion.WaitAsync(Limit);
    }

    private static bool IsFree(PostgresJournal journal)
    {
        try
        {
            using var claim = journal.Claim(_ => { });
            return true;
        }
        catch (EnvironmentException)
        {
            return false;
        }
    }

    private static long Holders(PostgresJournal journal)
    {
        using var connection = journal.Open();
        return (long)Sql.Scalar(connection, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")!;
    }

    private static int? Holder(PostgresJournal journal)
    {
        using var connection = journal.Open();
        return Sql.Scalar(connection, "SELECT min(pid) FROM pg_locks WHERE locktype = 'advisory'") as int?;
    }

    private static void Until(Func<bool> holds) => Assert.True(SpinWait.SpinUntil(holds, Limit));
}
