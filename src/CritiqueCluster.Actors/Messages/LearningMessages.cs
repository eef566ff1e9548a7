using CritiqueCluster.Core.Parameters;

namespace CritiqueCluster.Actors.Messages;

/// <summary>Run → learner: fold this iteration. Idempotent by iteration.</summary>
public sealed record Learn(int Iteration);

/// <summary>Learner → run: the iteration is folded, published and journalled.</summary>
public sealed record Learned(int Iteration, ParameterVersion Version);

/// <summary>Learner → run, now and then: where it stands, for people to look at.</summary>
public sealed record LearningAdvanced(int Iteration, int Step, int Steps, double Loss);
