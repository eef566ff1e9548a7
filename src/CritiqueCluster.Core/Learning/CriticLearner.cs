using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Learning;

/// <summary>The critic's side of a learner: its last version, and where its versions lie.</summary>
internal sealed class CriticLearner
{
    private readonly Recipe _recipe;
    private readonly string _baseFolder;
    private readonly string _runFolder;
    private readonly ISolutionChecker _checker;

    /// <param name="recipe">The run's recipe.</param>
    /// <param name="baseFolder">The base critic.</param>
    /// <param name="runFolder">Holds <c>parameters</c>.</param>
    /// <param name="checker">Splits attempts into steps.</param>
    /// <exception cref="ConfigurationException">The base critic is not sound.</exception>
    public CriticLearner(Recipe recipe, string baseFolder, string runFolder, ISolutionChecker checker)
    {
        (_recipe, _baseFolder, _runFolder, _checker) = (recipe, baseFolder, runFolder, checker);
        using var folder = Models.ModelFolder.Open(baseFolder);
        Version = new ParameterVersion(ParameterVersion.Critic, 0, folder.Hash);
    }

    /// <summary>The newest parameters.</summary>
    public ParameterVersion Version { get; private set; }

    /// <summary>Folder with the parameters of a published version (0 is the base).</summary>
    public string FolderOf(int step) => step == 0 ? _baseFolder : LearnerFolders.Of(_runFolder, ParameterVersion.Critic, step);

    /// <summary>What an iteration teaches.</summary>
    public CriticLesson Begin(LearningTask task) => new(
        _recipe, task.Iteration, Version, FolderOf(Version.Step), CriticCurriculum.Of(task.Explorations, task.Iteration, _recipe, _checker));

    /// <summary>Writes what a lesson gave.</summary>
    public CriticLearning Publish(CriticLesson lesson)
    {
        var result = lesson.Publish(FolderOf(Version.Step + 1));
        Version = result.Version;
        return result;
    }

    /// <summary>Goes on from a checkpoint.</summary>
    public void Restore(ParameterVersion version) => Version = version;
}
