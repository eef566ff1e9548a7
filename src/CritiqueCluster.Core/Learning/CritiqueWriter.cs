using CritiqueCluster.Core.Critique;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Generation;
using CritiqueCluster.Core.Models.Runtime;
using CritiqueCluster.Core.Models.Tokenizers;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Learning;

/// <summary>
/// Has a critic write critiques of judged attempts, greedily and in the form of <see cref="CritiqueText"/>: where its verdict is not the
/// known one, the line begins with that, and the critic writes the explanation. So its examples are in its own words, and cost no other model.
/// A critic that does not explain writes verdicts alone here as well.
/// </summary>
internal sealed class CritiqueWriter : IDisposable
{
    private readonly ModelGenerator _generator;
    private readonly IReadOnlyList<JudgedAttempt> _attempts;
    private readonly string?[] _texts;

    /// <param name="recipe">Device, generator and limit of tokens.</param>
    /// <param name="version">The critic's parameters.</param>
    /// <param name="folder">Where they lie.</param>
    /// <param name="attempts">What is to be criticised; those too long for the model's context are left out.</param>
    public CritiqueWriter(Recipe recipe, ParameterVersion version, string folder, IReadOnlyList<JudgedAttempt> attempts)
    {
        _attempts = attempts;
        _texts = new string?[attempts.Count];
        var generation = recipe.Generation with { Slots = Math.Clamp(attempts.Count, 1, recipe.Generation.Slots) }; // room for no more than there are
        _generator = new ModelGenerator(TorchRuntime.Device(recipe.Critic.Device), generation);
        try
        {
            _generator.Load(version, folder);
            for (var i = 0; i < attempts.Count; i++)
                Submit(i, recipe.Critic);
        }
        catch
        {
            _generator.Dispose();
            throw;
        }
    }

    /// <summary>Whether all are written.</summary>
    public bool Done => _generator.Active == 0;

    /// <summary>Tokens sampled so far, those thrown away included.</summary>
    public long Tokens => _generator.GeneratedTokens;

    /// <summary>What was written and contradicts nothing that is known, in the order of the attempts.</summary>
    public IEnumerable<(JudgedAttempt Attempt, string Text)> Written =>
        _attempts.Zip(_texts).Where(pair => pair.Second is not null).Select(pair => (pair.First, pair.Second!));

    /// <summary>A token more for every critique under way.</summary>
    public void Step()
    {
        foreach (var sequence in _generator.Step())
        {
            var attempt = _attempts[sequence.Index];
            var text = _generator.Model.Tokenizer.Decode(sequence.Tokens).Trim();
            if (sequence.Finish == FinishReason.Stop && CritiqueText.TryParse(text, attempt.Steps) is { } critique && attempt.Admits(critique))
                _texts[sequence.Index] = text;
        }
    }

    public void Dispose() => _generator.Dispose();

    private void Submit(int index, CriticOptions critic)
    {
        var (attempt, tokenizer) = (_attempts[index], _generator.Model.Tokenizer);
        var form = CritiqueText.Form(attempt.Steps);
        try
        {
            _generator.Submit(new PromptGroup(
                attempt.Id, tokenizer.Encode(PromptFormat.Criticise(attempt.Statement, attempt.Solution), addSpecialTokens: true), tokenizer.Encode(form[0]),
                [new GroupMember(index, 0)], new SamplingOptions(0, 1, 0, critic.MaxTokens),
                Guide: critic.Explain ? Explained(attempt, form, tokenizer) : Verdicts(attempt, form, tokenizer),
                LineTokens: critic.Explain ? 0 : CritiqueText.LongestVerdict(tokenizer)));
        }
        catch (ArgumentException)
        {
            // Longer than the context: nothing is written of it.
        }
    }

    private static LineGuide Explained(JudgedAttempt attempt, IReadOnlyList<string> form, ITokenizer tokenizer)
    {
        var last = LastLine(attempt, form);
        var given = -1; // the line that was given its verdict
        return (line, sampled, _) =>
        {
            var known = attempt.Known(line);
            var verdict = given == line ? known : CritiqueText.ReadFilledIn(tokenizer.Decode([.. sampled]));
            if (known is not null && verdict != known)
            {
                given = line;
                return LineFate.Instead(tokenizer.Encode($" {known}"));
            }
            return verdict == Verdict.Correct && line < last ? LineFate.Then(tokenizer.Encode(form[line + 1])) : LineFate.Ends;
        };
    }

    private static LineGuide Verdicts(JudgedAttempt attempt, IReadOnlyList<string> form, ITokenizer tokenizer)
    {
        var last = LastLine(attempt, form);
        return (line, sampled, _) =>
        {
            var written = CritiqueText.ReadFilledIn(tokenizer.Decode([.. sampled]));
            var verdict = attempt.Known(line) ?? written;
            if (line == last || verdict != Verdict.Correct)
                return verdict == written ? LineFate.Ends : LineFate.EndsWith(tokenizer.Encode($" {verdict}"));
            var next = $".\n{form[line + 1]}";
            return verdict == written ? LineFate.Then(tokenizer.Encode(next)) : LineFate.Corrected(tokenizer.Encode($" {verdict}{next}"));
        };
    }

    /// <summary>Of a wrong attempt that is called right to its last step the answer's line is not asked for: it would teach nothing.</summary>
    private static int LastLine(JudgedAttempt attempt, IReadOnlyList<string> form) => attempt.Right ? form.Count - 1 : form.Count - 2;
}
