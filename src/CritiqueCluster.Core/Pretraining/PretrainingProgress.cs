namespace CritiqueCluster.Core.Pretraining;

/// <summary>Where pretraining stands.</summary>
/// <param name="Phase">What is being done.</param>
/// <param name="Done">Units done.</param>
/// <param name="Total">Units in all.</param>
/// <param name="Loss">Mean loss per learned token; null while nothing is learned.</param>
public sealed record PretrainingProgress(string Phase, int Done, int Total, double? Loss);

/// <summary>What pretraining gave.</summary>
/// <param name="PolicyHash">Hash of the policy's parameters.</param>
/// <param name="CriticHash">Hash of the critic's parameters.</param>
/// <param name="Attempts">Attempts that critiques were written for.</param>
/// <param name="FlawedAttempts">Wrong ones among them.</param>
/// <param name="KeptCritiques">Critiques of wrong attempts after which a refinement succeeded: these were learned.</param>
public sealed record PretrainingResult(string PolicyHash, string CriticHash, int Attempts, int FlawedAttempts, int KeptCritiques);
