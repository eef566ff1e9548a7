using CritiqueCluster.Node.Commands;
using CritiqueCluster.Node.Nodes;
using CritiqueCluster.Node.Terminals;

ParentWatch.Begin();
using var interruption = Interruption.Listen();
return await CommandLine.RunAsync(args, Terminal.System(), interruption.Token);
