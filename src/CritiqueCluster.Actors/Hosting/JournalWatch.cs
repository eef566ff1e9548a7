using System.Diagnostics;
using Akka.Actor;
using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Core;

namespace CritiqueCluster.Actors.Hosting;

/// <summary>Says when the journal does not answer, and when it answers again; once for each outage, whoever meets it.</summary>
internal sealed class JournalWatch : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly JournalStore _store;
    private readonly Action<string> _say;
    private Stopwatch? _since;

    public JournalWatch(JournalStore store, Action<string> say)
    {
        (_store, _say) = (store, say);
        Receive<JournalTrouble>(OnTrouble);
        Receive<LookAgain>(_ => Task.Run(Answers).PipeTo(Self));
        Receive<bool>(OnLooked);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private void OnTrouble(JournalTrouble trouble)
    {
        if (_since is not null)
            return;
        _since = Stopwatch.StartNew();
        _say($"the journal {_store.Name} does not answer ({trouble.Cause}): the run waits for it");
        Timers.StartSingleTimer(nameof(LookAgain), LookAgain.Instance, Interval);
    }

    private void OnLooked(bool answers)
    {
        if (answers)
        {
            _say(FormattableString.Invariant($"the journal {_store.Name} answers again after {_since!.Elapsed.TotalSeconds:0} s: the run goes on"));
            _since = null;
        }
        else
            Timers.StartSingleTimer(nameof(LookAgain), LookAgain.Instance, Interval);
    }

    private bool Answers()
    {
        try
        {
            using var connection = _store.Open();
            Sql.Scalar(connection, "SELECT 1");
            return true;
        }
        catch (Exception e) when (e is EnvironmentException || JournalTrouble.MayPass(e))
        {
            return false;
        }
    }

    private sealed class LookAgain : INoSerializationVerificationNeeded
    {
        public static readonly LookAgain Instance = new();
    }
}
