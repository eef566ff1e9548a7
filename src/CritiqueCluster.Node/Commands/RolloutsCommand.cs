using System.CommandLine;

using CritiqueCluster.Node.Terminals;

namespace CritiqueCluster.Node.Commands;

/// <summary><c>critique rollouts list|show|stats|export</c>.</summary>
internal static class RolloutsCommand
{
    public static Command Create(Terminal terminal) => new("rollouts", "Look at what a run explored, also while it goes on.")
    {
        RolloutsListCommand.Create(terminal),
        RolloutsShowCommand.Create(terminal),
        RolloutsStatsCommand.Create(terminal),
        RolloutsExportCommand.Create(terminal),
    };

    /// <summary>The argument that names the run.</summary>
    public static Argument<string> RunArgument() => new("RUN") { Description = "A run folder, or its name under runs/." };
}
