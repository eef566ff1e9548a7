using System.Globalization;
using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Actors.Serialization;
using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Actors.Tests.Fakes;

/// <summary>Journals that are written row by row by hand, with tags and numbers as the actors would.</summary>
internal static class Handwritten
{
    /// <summary>A file with the journal's tables and nothing in them.</summary>
    public static JournalStore NewFile(string folder, string run = "run") => Prepared(new SqliteJournal(folder, run));

    /// <summary>A database with the journal's tables and nothing in them.</summary>
    public static JournalStore NewDatabase(PrivatePostgres server, string run = "run") => Prepared(server.NewJournal(run));

    /// <summary>Adds a row.</summary>
    public static void Add(JournalStore store, string writer, long number, object happened) =>
        Add(store, writer, number, Codec.ManifestOf(happened), Codec.Encode(happened));

    /// <summary>Adds a row of whatever kind.</summary>
    public static void Add(JournalStore store, string writer, long number, string manifest, byte[] message, int serializer = Codec.Identifier)
    {
        using var connection = store.Open(forWriting: true);
        Sql.Execute(connection,
            "INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid) VALUES (@created, @deleted, @writer, @number, @message, @manifest, @serializer, 'by-hand')",
            ("@created", 638_000_000_000_000_000 + number), ("@deleted", false), ("@writer", writer), ("@number", number),
            ("@message", message), ("@manifest", manifest), ("@serializer", serializer));
        Sql.Execute(connection,
            "INSERT INTO tags (ordering_id, tag, sequence_nr, persistence_id) SELECT ordering, @tag, sequence_number, persistence_id FROM journal WHERE persistence_id = @writer AND sequence_number = @number",
            ("@tag", store.Tag), ("@writer", writer), ("@number", number));
    }

    /// <summary>A run of three rows of its own and, for each iteration from -1, two pages of two explorations.</summary>
    public static void Fill(JournalStore store, int iterations = 1)
    {
        var run = Writers.Run(store.Run);
        Add(store, run, 1, Samples.All.OfType<RunStarted>().Single());
        for (var iteration = -1; iteration < iterations; iteration++)
            for (var page = 1; page <= 2; page++)
                Add(store, GroupOf(store, iteration), page, PageOf(iteration, page));
        Add(store, run, 2, new StageClosed(0, ExplorationPurpose.Training));
        Add(store, Writers.Learner(store.Run), 1, new ParametersPublished(0, Samples.Version, 3, null));
    }

    public static string GroupOf(JournalStore store, int iteration) =>
        Writers.Group(store.Run, string.Create(CultureInfo.InvariantCulture, $"{iteration}/{(iteration < 0 ? 'e' : 't')}/3"));

    /// <summary>Two whole explorations.</summary>
    public static ExplorationPage PageOf(int iteration, int page) =>
        new([.. Exploration(iteration, $"p-{page}-1"), .. Exploration(iteration, $"p-{page}-2")]);

    /// <summary>The events of an exploration from its opening to its completion.</summary>
    public static IEnumerable<PagedEvent> Exploration(int iteration, string problem)
    {
        var purpose = iteration < 0 ? ExplorationPurpose.Evaluation : ExplorationPurpose.Training;
        var spec = Samples.Spec with
        {
            Id = ExplorationSpec.IdOf(iteration, purpose, problem),
            Iteration = iteration,
            Purpose = purpose,
            Problem = Samples.Problem with { Id = problem },
            Attempts = 1,
        };
        var state = ExplorationMachine.Apply(null, new ExplorationOpened(spec));
        var request = state.OutstandingRollouts.Single();
        var attempt = Samples.Attempt with { Index = request.Attempts.Single(), Source = AttemptSource.Sampled, Parent = null };
        ExplorationEvent[] events =
        [
            new ExplorationOpened(spec), new AttemptsRecorded(request.Id, [new CheckedAttempt(attempt, true, null, "25+50=75", true, 0)]),
            new RoundCompleted(0, Samples.Summary), new ExplorationCompleted(Samples.Summary),
        ];
        return events.Select(happened => new PagedEvent(spec.Id, happened));
    }

    /// <summary>Changes one byte of a row's payload.</summary>
    public static void Damage(JournalStore store, string writer, long number)
    {
        using var connection = store.Open(forWriting: true);
        var message = (byte[])Sql.Scalar(connection, "SELECT message FROM journal WHERE persistence_id = @writer AND sequence_number = @number", ("@writer", writer), ("@number", number))!;
        message[message.Length / 2] ^= 0x10;
        Change(store, "UPDATE journal SET message = @message WHERE persistence_id = @writer AND sequence_number = @number",
            ("@message", message), ("@writer", writer), ("@number", number));
    }

    private static JournalStore Prepared(JournalStore store)
    {
        store.Prepare();
        return store;
    }

    /// <summary>What somebody does to a journal behind our back.</summary>
    public static void Change(JournalStore store, string text, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var connection = store.Open(forWriting: true);
        Assert.True(Sql.Execute(connection, text, values) > 0, text);
    }
}
