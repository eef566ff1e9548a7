namespace CritiqueCluster.Core.Models.Tokenizers;

/// <summary>A token found in the text before it is split into words.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Content">Its text.</param>
/// <param name="Special">It marks something and is left out of decoded text.</param>
/// <param name="Normalized">It is sought in the normalised text instead of the text as given.</param>
/// <param name="StripLeft">It swallows white space before it.</param>
/// <param name="StripRight">It swallows white space after it.</param>
public sealed record AddedToken(
    int Id, string Content, bool Special, bool Normalized = false, bool StripLeft = false, bool StripRight = false);
