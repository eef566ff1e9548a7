using System.Net.Sockets;
using Akka.Actor;
using Akka.Pattern;
using Akka.Persistence;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CritiqueCluster.Actors.Journal;

/// <summary>
/// Published on this process's event stream: the journal does not take or give events just now, and it is worth waiting for. Actors that
/// meet it stop and are started again; what they had not journalled is done again.
/// </summary>
/// <param name="Part">Who met it.</param>
/// <param name="Reason">What the database said.</param>
internal sealed record JournalTrouble(string Part, Exception Reason) : INoSerializationVerificationNeeded
{
    /// <summary>What went wrong, in one line: what the network or the server said, whatever was made of it on the way.</summary>
    public string Cause => (Causes(Reason).FirstOrDefault(e => e is SocketException or PostgresException or TimeoutException) ?? Reason).Message.ReplaceLineEndings(" ");

    /// <summary>Tells the host: to wait, if the trouble may pass, or that this process cannot go on.</summary>
    public static void Publish(ActorSystem system, string part, Exception reason)
    {
        ArgumentNullException.ThrowIfNull(system);
        if (MayPass(reason))
            system.EventStream.Publish(new JournalTrouble(part, reason));
        else
            HostFailure.Publish(system, part, reason as EnvironmentException ?? new EnvironmentException($"The journal could not be used: {reason.Message}", reason));
    }

    private static IEnumerable<Exception> Causes(Exception? reason) => reason switch
    {
        null => [],
        AggregateException many => many.InnerExceptions.SelectMany(Causes),
        _ => Causes(reason.InnerException).Prepend(reason),
    };

    /// <summary>
    /// Whether waiting may help: the server went away, is starting, or has no room for us; the file is locked. A full disk, a damaged row or
    /// a missing table stays until somebody does something.
    /// </summary>
    public static bool MayPass(Exception? reason) => reason switch
    {
        null => false,
        AggregateException many => many.InnerExceptions.Any(MayPass),
        PostgresException { SqlState: "57P01" or "57P02" or "57P03" or "57014" or "53300" or "25006" or "40001" or "40P01" } => true,
        // A write whose answer was lost landed after its actor had recovered without it: recovered again, the actor has it.
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } => true,
        PostgresException e => e.IsTransient,
        NpgsqlException e => e.IsTransient || e.InnerException is SocketException or IOException or TimeoutException,
        SqliteException { SqliteErrorCode: 5 or 6 } => true, // busy, locked
        SqliteException { SqliteExtendedErrorCode: 2067 or 1555 } => true, // not unique, as above
        RecoveryTimedOutException => true,
        OpenCircuitException or TimeoutException or SocketException => true,
        _ => MayPass(reason.InnerException),
    };
}
