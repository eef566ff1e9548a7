using CritiqueCluster.Core.Problems;

namespace CritiqueCluster.Core.Recipes;

/// <summary>Everything that decides what a run learns. A JSON file binds to it; an unknown key is an error.</summary>
public sealed record Recipe
{
    /// <summary>Name of the run's folder under <c>runs/</c> where none is given.</summary>
    public string Name { get; init; } = "countdown";

    /// <summary>Every random stream of the run derives from this number.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Threads that libtorch computes with; part of what makes a run reproducible. 0: one per core.</summary>
    public int Threads { get; init; }

    /// <summary>How many times to explore and learn; in streaming mode, how many batches to learn.</summary>
    public int Iterations { get; init; } = 6;

    /// <summary>
    /// <c>Iterations</c>: explore all problems with fixed parameters, then learn. <c>Streaming</c>: explore and learn at the same time,
    /// within a bound on how stale the attempts may be.
    /// </summary>
    public RunMode Mode { get; init; } = RunMode.Iterations;

    public PolicyOptions Policy { get; init; } = new();
    public ProblemOptions Problems { get; init; } = new();
    public RolloutOptions Rollout { get; init; } = new();
    public CriticOptions Critic { get; init; } = new();
    public GenerationOptions Generation { get; init; } = new();
    public LearnerOptions Learner { get; init; } = new();
    public EvaluationOptions Evaluation { get; init; } = new();
    public JournalOptions Journal { get; init; } = new();
    public StreamingOptions Streaming { get; init; } = new();
}

/// <summary>The model that is trained.</summary>
public sealed record PolicyOptions
{
    /// <summary>A folder in Hugging Face layout, or <c>embedded</c> for the small one that comes with the program.</summary>
    public string Model { get; init; } = "embedded";

    /// <summary>Where the policy runs: <c>cpu</c>, <c>cuda:0</c>.</summary>
    public string Device { get; init; } = "cpu";
}

/// <summary>The problems to learn from and to measure on.</summary>
public sealed record ProblemOptions
{
    /// <summary><c>countdown</c>, or a JSONL file: word problems (GSM8K's or MATH's fields), or what <c>critique rollouts export</c> wrote.</summary>
    public string Source { get; init; } = "countdown";

    /// <summary>Training problems per iteration.</summary>
    public int Train { get; init; } = 1000;

    /// <summary>Held-out problems that each iteration is measured on.</summary>
    public int HeldOut { get; init; } = 400;

    /// <summary>Count and skip malformed lines instead of stopping at the first.</summary>
    public bool SkipBad { get; init; }

    /// <summary>Word problems: a reference answer that is a decimal is met by what rounds to it at its last digit.</summary>
    public bool AllowRounding { get; init; }

    /// <summary>Word problems: keep references that look like mathematics and cannot be read; only an answer that is written alike equals them.</summary>
    public bool KeepUnreadable { get; init; }

    /// <summary>Who judges solutions. <c>BuiltIn</c>: the checker of the problems' kind. <c>Command</c>: a program of your own (docs/CHECKERS.md).</summary>
    public CheckerKind Checker { get; init; } = CheckerKind.BuiltIn;

    /// <summary>
    /// With <c>Checker=Command</c>: program and arguments, as in <c>["python3", "checker.py"]</c>, or one text that is split as a shell would.
    /// Each rollout worker starts it once, on its own machine.
    /// </summary>
    public IReadOnlyList<string> CheckerCommand { get; init; } = [];

    /// <summary>With <c>Checker=Command</c>: how many seconds a verdict may take before the program is killed and started again.</summary>
    public double CheckerSeconds { get; init; } = 30;

    public CountdownOptions Countdown { get; init; } = new();
}

/// <summary>Who judges solutions.</summary>
public enum CheckerKind
{
    /// <summary>The checker of the problems' kind.</summary>
    BuiltIn,

    /// <summary>A program of the user's.</summary>
    Command,
}

/// <summary>Countdown: reach the target from all the numbers with the four operations; every result stays in [0, MaxResult].</summary>
public sealed record CountdownOptions
{
    /// <summary>How many numbers a problem has: each of these equally often (3 to 6).</summary>
    public IReadOnlyList<int> Numbers { get; init; } = [3, 4, 5];

    /// <summary>Smallest given number.</summary>
    public int Min { get; init; } = 1;

    /// <summary>Largest given number.</summary>
    public int Max { get; init; } = 50;

    /// <summary>Smallest target.</summary>
    public int MinTarget { get; init; } = 10;

    /// <summary>Largest target.</summary>
    public int MaxTarget { get; init; } = 99;

    /// <summary>Largest result that a step may have.</summary>
    public int MaxResult { get; init; } = 99;

    /// <summary>Allowed operations, a subset of <c>+-*/</c>; division must come out whole.</summary>
    public string Operators { get; init; } = "+-*/";

    /// <summary>The problems' own seed: runs with different seeds share their problems.</summary>
    public long Seed { get; init; } = 20241125;
}

/// <summary>Which exploration is done with the budget (ALGORITHMS: critique in the loop, and its controls).</summary>
public enum Arm
{
    /// <summary>Sample every problem equally often.</summary>
    Vanilla,

    /// <summary>Spend what is left on problems with failures, without critique: the control.</summary>
    Resample,

    /// <summary>Spend what is left on critiques of failures and refinements in their light.</summary>
    Critique,
}

/// <summary>How a refinement is made.</summary>
public enum RefinementMode
{
    /// <summary>The policy reads problem, attempt and critique and writes a new solution.</summary>
    Rewrite,

    /// <summary>The policy continues from the last step before the first wrong one.</summary>
    Continue,

    /// <summary>Half of the refinements of a critique each way.</summary>
    Both,
}

/// <summary>Exploration and its budget.</summary>
public sealed record RolloutOptions
{
    /// <summary>What the budget is spent on.</summary>
    public Arm Arm { get; init; } = Arm.Critique;

    /// <summary>Attempts per problem in the first round, in every arm.</summary>
    public int Attempts { get; init; } = 8;

    /// <summary>Generated tokens per training problem and iteration, averaged over problems; critique tokens count.</summary>
    public int TokensPerProblem { get; init; } = 400;

    /// <summary>Rounds after the first in which the rest of the budget is handed out, hardest problems first.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>Sampling temperature of attempts and refinements.</summary>
    public double Temperature { get; init; } = 0.7;

    /// <summary>Nucleus mass; 1 is off.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>Number of candidates; 0 is off.</summary>
    public int TopK { get; init; }

    /// <summary>At most this many tokens per attempt.</summary>
    public int MaxTokens { get; init; } = 40;

    /// <summary>How a refinement is made.</summary>
    public RefinementMode Refinement { get; init; } = RefinementMode.Continue;

    /// <summary>
    /// What a failing problem is given at once, in attempts' worth of tokens: the more, the fewer problems get any in a round, hardest first.
    /// The same for <c>Resample</c> and <c>Critique</c>, which has as many critiques and refinements for it as it pays for; where one
    /// costs more, it is given that.
    /// </summary>
    public int AttemptsPerGrant { get; init; } = 8;

    /// <summary>Refinements per critique.</summary>
    public int RefinementsPerCritique { get; init; } = 4;

    /// <summary>A lease is given to another worker after this many seconds.</summary>
    public int LeaseSeconds { get; init; } = 120;
}

/// <summary>Which critic criticises.</summary>
public enum CriticKind
{
    /// <summary>A language model that writes the critique.</summary>
    Model,

    /// <summary>Exact step checking, Countdown only: an upper bound, not a method.</summary>
    Exact,
}

/// <summary>The critic.</summary>
public sealed record CriticOptions
{
    public CriticKind Kind { get; init; } = CriticKind.Model;

    /// <summary>A folder in Hugging Face layout, or <c>embedded</c>.</summary>
    public string Model { get; init; } = "embedded";

    /// <summary>Where the critic runs.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Temperature of critiques; 0 is greedy.</summary>
    public double Temperature { get; init; }

    /// <summary>At most this many tokens per critique.</summary>
    public int MaxTokens { get; init; } = 128;

    /// <summary>
    /// The critic fills in a form: headings and the steps' sentences are given, and it writes verdicts and explanations up to the first
    /// wrong step. False: it writes all of the text itself, which costs two to three times the tokens.
    /// </summary>
    public bool Guided { get; init; } = true;

    /// <summary>
    /// A verdict is followed by why. False, with <c>Guided</c>: the verdict is all that is written, a token a step; a continued refinement needs
    /// no more. The critic must have been taught so (<c>critique pretrain --reach-steps</c>): the embedded one calls nearly everything wrong then.
    /// </summary>
    public bool Explain { get; init; } = true;

    /// <summary>
    /// Guided, a step that the critic calls correct with less than this probability is called wrong. A refinement that goes on from a step
    /// that was wrong cannot succeed, one that goes on from too early a step can. 0: the critic's own word.
    /// </summary>
    public double Certainty { get; init; }

    /// <summary>
    /// What the critic learns whenever the policy does: <c>Off</c>: nothing. <c>Helpful</c>: from its critiques that led to an accepted refinement,
    /// and as many of right attempts. <c>TwoStage</c>: first to tell right steps from wrong ones, then from its helpful critiques, too.
    /// </summary>
    public CriticTraining Train { get; init; } = CriticTraining.Off;

    /// <summary>Peak learning rate of the critic; everything else of its optimizer is as <c>Learner</c> says.</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>The critic's passes over what an iteration teaches it.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>With <c>Train=TwoStage</c>: iterations, or batches of a stream, in which the critic learns to discriminate and nothing else.</summary>
    public int FirstStage { get; init; } = 1;
}

/// <summary>The generator.</summary>
public sealed record GenerationOptions
{
    /// <summary>Sequences decoded at the same time.</summary>
    public int Slots { get; init; } = 256;

    /// <summary>Positions of a sequence at most, prompt included; 0: as many as the model has. Bounds the key/value cache.</summary>
    public int MaxContext { get; init; }

    /// <summary>Attempts do not depend on what else is in the batch: fixed shapes, fixed reduction order.</summary>
    public bool Deterministic { get; init; } = true;
}

/// <summary>What each iteration is measured with, on held-out problems.</summary>
public sealed record EvaluationOptions
{
    /// <summary>Samples per held-out problem; 0 turns evaluation off.</summary>
    public int Samples { get; init; } = 32;

    public double Temperature { get; init; } = 0.7;

    /// <summary>
    /// <c>HeldOut</c>, or <c>Validation</c>: problems to choose settings by, so that the held-out ones are looked at once, at the end. No
    /// problem is in two of them, and none is learned from.
    /// </summary>
    public ProblemSplit Split { get; init; } = ProblemSplit.HeldOut;

    /// <summary>The k of pass@k.</summary>
    public IReadOnlyList<int> PassAt { get; init; } = [1, 8, 32];
}

/// <summary>Where events are kept.</summary>
public sealed record JournalOptions
{
    /// <summary><c>sqlite</c> (a file in the run folder) or <c>postgresql</c>.</summary>
    public string Provider { get; init; } = "sqlite";

    /// <summary>
    /// Of PostgreSQL: a connection string such as <c>Host=db;Database=critique;Username=critique</c>. The password may come from
    /// <c>PGPASSWORD</c> or a password file instead; it is never written into the run folder.
    /// </summary>
    public string Connection { get; init; } = "";
}
