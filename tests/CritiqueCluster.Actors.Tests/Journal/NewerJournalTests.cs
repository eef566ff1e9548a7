using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Journal.Maintenance;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Actors.Serialization;
using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Tests;
using MessagePack;

namespace CritiqueCluster.Actors.Tests.Journal;

/// <summary>What a newer program wrote is never passed over: an event that is not understood may change everything after it.</summary>
[Collection(nameof(PostgresCollection))]
public sealed class NewerJournalTests(PrivatePostgres server)
{
    /// <summary>A page with one event of a kind that is not known.</summary>
    private static byte[] PageWithUnknownEvent
    {
        get
        {
            var buffer = new System.Buffers.ArrayBufferWriter<byte>();
            var writer = new MessagePackWriter(buffer);
            writer.WriteArrayHeader(1); // the page's keys
            writer.WriteArrayHeader(1); // its events
            writer.WriteArrayHeader(2); // exploration and event
            writer.Write("0/t/p");
            writer.WriteArrayHeader(2); // manifest and value
            writer.Write("journal.exploration.abandoned");
            writer.WriteArrayHeader(0);
            writer.Flush();
            return Payload.Seal(buffer.WrittenSpan);
        }
    }

    public static TheoryData<string, byte[], int, string> Unknown => new()
    {
        { "journal.run.paused", Payload.Seal([0x90]), Codec.Identifier, "journal.run.paused" },
        { "journal.page", PageWithUnknownEvent, Codec.Identifier, "journal.exploration.abandoned" },
        { "journal.page", PageWithUnknownEvent, 2412, "serializer 2412" },
    };

    [Theory]
    [MemberData(nameof(Unknown))]
    public void Should_stop_at_an_event_that_it_does_not_know_even_where_damage_is_skipped(string manifest, byte[] message, int serializer, string named)
    {
        using var folder = new TemporaryFolder();
        var store = Handwritten.NewFile(folder.Path);
        Handwritten.Fill(store);
        Handwritten.Add(store, "run/run", 3, manifest, message, serializer);

        foreach (var reader in new[] { new JournalReader(store), new JournalReader(store, _ => Assert.Fail("skipped")) })
        {
            var refused = Assert.Throws<EnvironmentException>(() => reader.Entries().ToList());
            Assert.Contains("Row 8", refused.Message, StringComparison.Ordinal);
            Assert.Contains(named, refused.Message, StringComparison.Ordinal);
            Assert.Contains("a newer program wrote it", refused.Message, StringComparison.Ordinal);
        }
        var problem = Assert.Single(JournalCheck.Of(store).Problems);
        Assert.Equal((JournalDamage.Newer, 8L), (problem.Damage, problem.Position));
        Assert.Contains(named, problem.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_not_go_on_with_a_run_that_a_newer_program_went_on_with()
    {
        using var fake = new FakeRun();
        var store = Handwritten.NewFile(fake.Folder, "fake");
        Handwritten.Add(store, "run/fake", 1, new RunStarted(FakeRun.Spec()));
        Handwritten.Add(store, "run/fake", 2, "journal.run.paused", Payload.Seal([0x90]));
        var refused = await Assert.ThrowsAsync<EnvironmentException>(async () =>
        {
            await using var run = await fake.StartAsync(FakeRun.Spec(), journal: store);
            await run.Completion.WaitAsync(TimeSpan.FromMinutes(1));
        });
        Assert.Contains("journal.run.paused", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_refuse_newer_tables_in_a_file_before_it_touches_or_reads_them()
    {
        using var folder = new TemporaryFolder();
        AssertRefused(Handwritten.NewFile(folder.Path), "PRAGMA user_version = 3");
    }

    [SkippableFact]
    [Trait(nameof(Category), Category.Slow)]
    public void Should_refuse_newer_tables_in_a_database_before_it_touches_or_reads_them() =>
        AssertRefused(Handwritten.NewDatabase(server), "UPDATE critique_journal SET version = 3");

    private static void AssertRefused(JournalStore store, string change)
    {
        Handwritten.Fill(store);
        using (var connection = store.Open(forWriting: true))
            Sql.Execute(connection, change);

        Action[] uses =
        [
            store.Prepare, () => store.Migrate(), () => Assert.Empty(new JournalReader(store).Entries()), () => JournalCheck.Of(store), () => JournalCompaction.Plan(store, 1),
        ];
        Assert.All(uses, use => Assert.Contains("version 3", Assert.Throws<EnvironmentException>(use).Message, StringComparison.Ordinal));
    }
}
