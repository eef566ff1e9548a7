using System.Globalization;

namespace CritiqueCluster.Node.Doctor;

/// <summary>Whether a run folder can be written, and how much fits.</summary>
internal static class DiskExaminations
{
    private const double GiB = 1L << 30;

    public static Finding Writable(string folder)
    {
        var target = ExistingPart(folder);
        var probe = Path.Combine(target, $".critique-doctor-{Environment.ProcessId}");
        try
        {
            using (var file = new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 4096, FileOptions.DeleteOnClose))
            {
                file.WriteByte(0);
                file.Flush(flushToDisk: true);
            }
            return Finding.Ok("run folder", $"{folder} can be written");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new Finding("run folder", Health.Fail, $"{target} cannot be written: {error.Message}", "Run from a folder that you may write to, or give `train --run DIR` one.");
        }
    }

    public static Finding Space(string folder)
    {
        var free = new DriveInfo(ExistingPart(folder)).AvailableFreeSpace / GiB;
        var found = string.Create(CultureInfo.InvariantCulture, $"{free:0.0} GiB free");
        return free switch
        {
            < 0.2 => new Finding("disk", Health.Fail, found, "Make room, or give `train --run DIR` a folder on another disk: a run needs about 200 MB."),
            < 2 => new Finding("disk", Health.Warn, found, "Enough for a small run; make room for longer ones."),
            _ => Finding.Ok("disk", found),
        };
    }

    /// <summary>The folder itself, or the nearest one above it that exists.</summary>
    public static string ExistingPart(string folder)
    {
        var path = Path.GetFullPath(folder);
        while (!Directory.Exists(path))
            path = Path.GetDirectoryName(path) ?? Path.GetPathRoot(folder) ?? ".";
        return path;
    }
}
