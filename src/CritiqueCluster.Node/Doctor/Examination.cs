using CritiqueCluster.Node.Runs;

namespace CritiqueCluster.Node.Doctor;

/// <summary>Looks at everything that the program needs from its surroundings.</summary>
internal static class Examination
{
    /// <summary>Every finding, in the order in which they are shown; an examination that throws is a finding, too.</summary>
    /// <param name="folder">Where runs would be written.</param>
    public static IEnumerable<Finding> Run(string folder)
    {
        (string Name, Func<Finding> Look)[] all =
        [
            ("libtorch", TorchExaminations.Library),
            ("processor", MachineExaminations.Processor),
            ("device", TorchExaminations.Device),
            ("threads", TorchExaminations.Threads),
            ("speed", TorchExaminations.Speed),
            ("memory", MachineExaminations.Memory),
            ("run folder", () => DiskExaminations.Writable(folder)),
            ("disk", () => DiskExaminations.Space(folder)),
            ("database", () => DatabaseExamination.Look(folder)),
            .. Environment.GetEnvironmentVariable(RunJournal.ConnectionVariable) is { Length: > 0 } connection
                ? [("postgresql", () => PostgresExamination.Look(connection))]
                : Array.Empty<(string, Func<Finding>)>(),
            ("recipes", MachineExaminations.Recipes),
            ("models", MachineExaminations.Models),
            ("terminal", MachineExaminations.TextEncoding),
        ];
        return all.Select(examination => Try(examination.Name, examination.Look));
    }

    private static Finding Try(string name, Func<Finding> look)
    {
        try
        {
            return look();
        }
#pragma warning disable CA1031 // A doctor does not faint: whatever goes wrong is what was found.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return new Finding(name, Health.Fail, Innermost(error).Message.ReplaceLineEndings(" "), "Mend what the message names, then run `critique doctor` again.");
        }
    }

    private static Exception Innermost(Exception error) => error.InnerException is { } inner ? Innermost(inner) : error;
}
