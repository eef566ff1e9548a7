namespace CritiqueCluster.Core.Problems.Words.Answers.Reading;

/// <summary>How what can be read in two ways is read.</summary>
/// <param name="EulerExponent">Whether <c>2e-3</c> is 2e − 3 with Euler's number, and not 0.002.</param>
/// <param name="UnitsAreVariables">Whether <c>3s</c> is a product with a variable, and not three seconds.</param>
internal readonly record struct ReadingOptions(bool EulerExponent, bool UnitsAreVariables);
