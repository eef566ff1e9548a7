using System.Globalization;
using System.Text;

using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Models.Runtime;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Node.Doctor;

/// <summary>Memory, what came with the program, and how text is shown.</summary>
internal static class MachineExaminations
{
    private const double GiB = 1L << 30;

    /// <summary>What the default recipe needs.</summary>
    private const double Needed = 3 * GiB;

    private static readonly string[] Embedded = ["policy", "critic"];

    public static Finding Memory()
    {
        var available = (double)GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (Free() is { } free)
            available = Math.Min(available, free);
        var found = string.Create(CultureInfo.InvariantCulture, $"{available / GiB:0.0} GiB available");
        return available < Needed
            ? new Finding("memory", Health.Warn, found, "The default recipe needs up to 3 GiB: close something, or lower Generation.Slots and Learner.TokensPerPass.")
            : Finding.Ok("memory", found);
    }

    public static Finding Processor() => Finding.Ok("processor", $"{Machine.Here}: libtorch's kernels use {Machine.Here.Capability}");

    public static Finding Recipes() => RecipeFinder.Recipes.Names() is { Count: > 0 } names
        ? Finding.Ok("recipes", string.Join(", ", names))
        : new Finding("recipes", Health.Warn, "none found", "Run from the repository's root, or give `train` a path to a recipe.");

    public static Finding Models()
    {
        var missing = Embedded.Where(model => !File.Exists(Path.Combine(EmbeddedModels.Folder(model), ModelConfig.FileName))).ToList();
        return missing.Count == 0
            ? Finding.Ok("models", "embedded policy and critic found")
            : new Finding("models", Health.Warn, $"embedded {string.Join(" and ", missing)} not found beside the program", "Make them with `critique pretrain`, or name model folders in Policy.Model and Critic.Model.");
    }

    public static Finding TextEncoding() => Console.OutputEncoding.CodePage == Encoding.UTF8.CodePage
        ? Finding.Ok("terminal", "text is UTF-8; numbers are written the same way in every locale")
        : new Finding("terminal", Health.Warn, $"text is {Console.OutputEncoding.WebName}", "Set LANG=C.UTF-8 so that tables and signs show as they should.");

    private static double? Free()
    {
        const string File = "/proc/meminfo";
        if (!System.IO.File.Exists(File))
            return null;
        var line = System.IO.File.ReadLines(File).FirstOrDefault(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal));
        return line is not null && double.TryParse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture, out var kibibytes)
            ? 1024 * kibibytes
            : null;
    }
}
