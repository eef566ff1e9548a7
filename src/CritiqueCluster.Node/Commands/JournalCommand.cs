using System.CommandLine;

using CritiqueCluster.Node.Terminals;

namespace CritiqueCluster.Node.Commands;

/// <summary><c>critique journal migrate|check|compact|move</c>.</summary>
internal static class JournalCommand
{
    public static Command Create(Terminal terminal) => new("journal", "Looks after journals: their tables, their health, their size, where they are.")
    {
        JournalMigrateCommand.Create(terminal),
        JournalCheckCommand.Create(terminal),
        JournalCompactCommand.Create(terminal),
        JournalMoveCommand.Create(terminal),
    };
}
