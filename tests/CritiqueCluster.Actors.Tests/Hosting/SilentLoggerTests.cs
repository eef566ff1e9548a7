using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using CritiqueCluster.Actors.Hosting;

namespace CritiqueCluster.Actors.Tests.Hosting;

/// <summary>Standard output is the program's: what Akka would say there at its end would stand before the program's JSON.</summary>
public sealed class SilentLoggerTests
{
    private static readonly ManualResetEventSlim Behind = new();

    [Fact]
    public async Task Should_leave_standard_output_alone_though_a_logger_ends_before_it_wrote_all()
    {
        var local = ConfigurationFactory.ParseString($$"""akka { loggers = ["{{typeof(EndingLogger).AssemblyQualifiedName}}"], actor.provider = local }""");
        var before = Console.Out;
        using var written = new StringWriter();
        Console.SetOut(TextWriter.Synchronized(written));
        try
        {
            var system = ActorSystem.Create("behind", local.WithFallback(AkkaFiles.Read("common")));
            system.Log.Warning("the one it is busy with");
            system.Log.Warning("the one it never comes to");
            Behind.Set();
            await system.Terminate();
        }
        finally
        {
            Console.SetOut(before);
        }
        Assert.DoesNotContain("never comes to", written.ToString(), StringComparison.Ordinal);
    }

    private sealed class EndingLogger : ReceiveActor, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
    {
        public EndingLogger()
        {
            Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
            Receive<LogEvent>(_ =>
            {
                Behind.Wait();
                Context.Stop(Self);
            });
        }
    }
}
