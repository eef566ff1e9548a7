using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using CritiqueCluster.Core.Files;
using CritiqueCluster.Core.Parameters;

namespace CritiqueCluster.Core.Learning;

/// <summary>What the learner has folded: written after the parameters it names, so that it never names something missing.</summary>
/// <param name="Iterations">Iterations folded.</param>
/// <param name="JournalPosition">Journal offset folded.</param>
/// <param name="Version">The parameters that came out.</param>
/// <param name="Trajectories">Accepted trajectories so far, where later iterations learn from them again.</param>
/// <param name="OptimizerSteps">Steps of the optimizer; 0 where each iteration starts anew.</param>
/// <param name="OptimizerHash">SHA-256 of the optimizer's file; null where there is none.</param>
/// <param name="Result">What learning gave, for the journal, should the process die before it is told; null in older checkpoints.</param>
/// <param name="Critic">The critic's parameters that came out with them; null where it does not learn.</param>
public sealed record LearnerCheckpoint(
    int Iterations, long JournalPosition, ParameterVersion Version, IReadOnlyList<Trajectory> Trajectories,
    long OptimizerSteps, string? OptimizerHash, LearningResult? Result, ParameterVersion? Critic = null)
{
    private const string StateFile = "learner.json";
    private const string OptimizerFile = "optimizer.bin";
    private const string HashFile = "learner.sha256";

    /// <summary>Writes a checkpoint's folder, whole or not at all, and removes all but the newest <paramref name="keep"/>.</summary>
    /// <param name="root">The run's folder of checkpoints.</param>
    /// <param name="optimizer">The optimizer's state; null where each iteration starts anew.</param>
    /// <param name="keep">How many stay.</param>
    /// <exception cref="EnvironmentException">The disk is full or the folder can't be written; older checkpoints are unharmed.</exception>
    public void Write(string root, byte[]? optimizer, int keep)
    {
        var state = JsonSerializer.SerializeToUtf8Bytes(this with { OptimizerHash = optimizer is null ? null : HashOf(optimizer) });
        DurableFolder.EnsureExists(root);
        DurableFolder.Write(Path.Combine(root, NameOf(Iterations)), folder =>
        {
            File.WriteAllBytes(Path.Combine(folder, StateFile), state);
            File.WriteAllText(Path.Combine(folder, HashFile), HashOf(state));
            if (optimizer is not null)
                File.WriteAllBytes(Path.Combine(folder, OptimizerFile), optimizer);
        });
        foreach (var old in Folders(root).Skip(Math.Max(1, keep)))
            Directory.Delete(old, recursive: true);
    }

    /// <summary>The newest sound checkpoint; null if there is none.</summary>
    /// <param name="root">The run's folder of checkpoints; may be missing.</param>
    /// <param name="isSound">Whether the parameters that a checkpoint names are there and have its hash.</param>
    /// <param name="warn">Is told of each checkpoint that is passed over, and why.</param>
    public static (LearnerCheckpoint State, byte[]? Optimizer)? ReadNewest(
        string root, Func<LearnerCheckpoint, bool> isSound, Action<string> warn)
    {
        ArgumentNullException.ThrowIfNull(isSound);
        ArgumentNullException.ThrowIfNull(warn);
        foreach (var folder in Folders(root))
        {
            try
            {
                var found = Read(folder);
                if (isSound(found.State))
                    return found;
                warn($"{folder} names parameters that are missing or damaged: the checkpoint before it is used");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidDataException)
            {
                warn($"{folder} is damaged ({e.Message}): the checkpoint before it is used");
            }
        }
        return null;
    }

    private static (LearnerCheckpoint State, byte[]? Optimizer) Read(string folder)
    {
        var bytes = File.ReadAllBytes(Path.Combine(folder, StateFile));
        if (HashOf(bytes) != File.ReadAllText(Path.Combine(folder, HashFile)))
            throw new InvalidDataException($"{StateFile} has another hash than {HashFile} says");
        var state = JsonSerializer.Deserialize<LearnerCheckpoint>(bytes) ?? throw new InvalidDataException($"{StateFile} is empty");
        if (state.OptimizerHash is null)
            return (state, null);
        var optimizer = File.ReadAllBytes(Path.Combine(folder, OptimizerFile));
        return HashOf(optimizer) == state.OptimizerHash
            ? (state, optimizer)
            : throw new InvalidDataException($"{OptimizerFile} has another hash than {StateFile} says");
    }

    /// <summary>Newest first.</summary>
    private static IEnumerable<string> Folders(string root) => Directory.Exists(root)
        ? Directory.GetDirectories(root).Where(f => int.TryParse(Path.GetFileName(f), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .OrderByDescending(f => f, StringComparer.Ordinal)
        : [];

    private static string NameOf(int iterations) => iterations.ToString("D6", CultureInfo.InvariantCulture);

    private static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
