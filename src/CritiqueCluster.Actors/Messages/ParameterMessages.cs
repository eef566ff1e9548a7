using CritiqueCluster.Core.Parameters;

namespace CritiqueCluster.Actors.Messages;

// The conversation about parameters: names and places only. The bytes are fetched from the place, never sent here.

/// <summary>Learner → everybody (at most once, a hint) and learner → cache (an answer): this version can be had there.</summary>
/// <param name="Version">Name, step and hash.</param>
/// <param name="Location">A URI; <c>file:</c> for a folder that both sides can read.</param>
public sealed record ParametersAnnounced(ParameterVersion Version, string Location);

/// <summary>Cache → learner, and to everybody's caches: where is this version?</summary>
public sealed record WhereAreParameters(string Model, int Step);

/// <summary>Cache → everybody's caches (at most once, a hint) and as an answer to one: this version can be had here, too.</summary>
/// <param name="Version">Name, step and hash.</param>
/// <param name="Location">A URI that others can reach.</param>
public sealed record ParametersHeld(ParameterVersion Version, string Location);

/// <summary>Worker → cache of its own node: I need this version.</summary>
public sealed record GetParameters(string Model, int Step);

/// <summary>Worker → cache of its own node: I need this version or a newer one, and want to hear of newer ones as they come here.</summary>
public sealed record FollowParameters(string Model, int AtLeast);

/// <summary>Cache → worker of its own node: the version lies in this local folder, in Hugging Face layout.</summary>
public sealed record ParametersHere(ParameterVersion Version, string Folder);
