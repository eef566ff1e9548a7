using CritiqueCluster.Node.Commands;
using CritiqueCluster.Node.Terminals;

using var interruption = Interruption.Listen();
return await CommandLine.RunAsync(args, Terminal.System(), interruption.Token);
