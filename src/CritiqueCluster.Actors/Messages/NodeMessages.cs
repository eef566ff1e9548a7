namespace CritiqueCluster.Actors.Messages;

/// <summary>Operator → node: finish or hand back what you hold, leave the cluster, end. Answered by <see cref="NodeDraining"/> at once.</summary>
public sealed record DrainNode;

/// <summary>Node → operator: it is on its way out, or why not.</summary>
/// <param name="Refusal">Why it stays; empty if it goes.</param>
public sealed record NodeDraining(string Refusal);

/// <summary>Node → node: am I still a member of your cluster? Answered by <see cref="MembershipAnswer"/>, if the asked node is the one that is meant.</summary>
/// <param name="Asked">Address and uid of the asked node: another process may have its address by now.</param>
/// <param name="Asker">Address and uid of the asking node.</param>
public sealed record AskMembership(string Asked, string Asker);

/// <summary>Node → node: whether the asker is a member.</summary>
/// <param name="Member">False: the others removed it.</param>
public sealed record MembershipAnswer(bool Member);
