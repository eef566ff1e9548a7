using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Tests;

namespace CritiqueCluster.Actors.Tests.Journal.Stores;

[Collection(nameof(PostgresCollection))]
public sealed class PostgresJournalTests(PrivatePostgres server)
{
    private const string Secret = "hush-hush";

    [Trait(nameof(Category), Category.Slow)]
    [SkippableFact]
    public void Should_make_its_tables_when_it_is_asked_to_and_once()
    {
        var journal = new PostgresJournal(server.NewDatabase(), "run");
        Action[] uses = [journal.Prepare, () => Assert.Empty(new JournalReader(journal).Entries())];
        Assert.All(uses, use => Assert.Contains("critique journal migrate --connection", Assert.Throws<EnvironmentException>(use).Message, StringComparison.Ordinal));
        Assert.NotEmpty(journal.Migrate());
        Assert.Empty(journal.Migrate());
        journal.Prepare();
        Assert.Empty(new JournalReader(journal).Entries());
    }

    [Trait(nameof(Category), Category.Slow)]
    [SkippableFact]
    public void Should_let_many_make_the_tables_at_once()
    {
        var journal = new PostgresJournal(server.NewDatabase(), "run");
        Parallel.For(0, 6, _ => journal.Migrate());
        journal.Prepare();
    }

    [Trait(nameof(Category), Category.Slow)]
    [SkippableFact]
    public void Should_say_that_a_database_does_not_exist()
    {
        var database = server.NewJournal();
        var missing = new PostgresJournal(PrivatePostgres.ConnectionTo("nowhere", server.Port) + $";Password={Secret}", "run");
        AssertRefused(missing, "nowhere");
        AssertRefused(new PostgresJournal(database.ConnectionWithoutPassword.Replace("critique", "stranger", StringComparison.Ordinal) + $";Password={Secret}", "run"), "stranger");
    }

    [Trait(nameof(Category), Category.Slow)]
    [SkippableFact]
    public void Should_say_that_tables_may_not_be_read()
    {
        var journal = server.NewJournal();
        Handwritten.Fill(journal);
        using (var connection = journal.Open())
            Sql.Execute(connection, $"CREATE ROLE guest{server.Port} LOGIN");
        AssertRefused(new PostgresJournal(journal.ConnectionWithoutPassword.Replace("Username=critique", $"Username=guest{server.Port}", StringComparison.Ordinal), "run"), "permission denied");
        using (var connection = journal.Open())
            Sql.Execute(connection, $"DROP ROLE guest{server.Port}");
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("no-such-host.invalid")]
    public void Should_say_that_nobody_answers(string host) =>
        AssertRefused(new PostgresJournal($"Host={host};Port=1;Database=runs;Username=critique;Timeout=5;Password={Secret}", "run"), $"runs at {host}:1");

    [Theory]
    [InlineData("Host=db;Colour=red;Password=" + Secret)]
    [InlineData("Host=db;Port=many;Password=" + Secret)]
    [InlineData("Host=db;Password=x;" + Secret + ";Database=y")]
    [InlineData("postgres://critique:" + Secret + "@db/runs")]
    [InlineData("postgres://critique:" + Secret + "@db/runs?sslmode=require")]
    public void Should_refuse_what_is_no_connection_string_without_repeating_a_password(string connection)
    {
        var refused = Assert.Throws<ConfigurationException>(() => new PostgresJournal(connection, "run"));
        Assert.Contains("Host=db;Database=critique;Username=critique", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_never_show_a_password()
    {
        var journal = new PostgresJournal($"Host=db;Database=runs;Username=critique;Password={Secret};SSL Password={Secret}", "run");
        Assert.All([journal.Name, journal.ConnectionWithoutPassword, journal.ToString()], text => Assert.DoesNotContain(Secret, text, StringComparison.Ordinal));
        Assert.Equal("runs at db:5432", journal.Name);
        Assert.Contains("Host=db", journal.ConnectionWithoutPassword, StringComparison.Ordinal);
    }

    private static void AssertRefused(PostgresJournal journal, string named)
    {
        Action[] uses = [journal.Prepare, () => journal.Migrate(), () => Assert.Empty(new JournalReader(journal).Entries()), () => journal.Claim(_ => { })!.Dispose()];
        var refusals = uses.Take(named == "permission denied" ? 3 : 4).Select(Assert.Throws<EnvironmentException>).ToList();
        Assert.All(refusals, refused =>
        {
            Assert.Contains(named, refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(Secret, refused.ToString(), StringComparison.Ordinal);
        });
    }
}
