using System.Data.Common;

using CritiqueCluster.Core;

namespace CritiqueCluster.Node.Commands;

/// <summary>What the program tells its caller.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int JobFailed = 1;
    public const int Usage = 2;
    public const int Configuration = 3;
    public const int Environment = 4;
    public const int Interrupted = 130;

    /// <summary>The one place that says which failure is which.</summary>
    public static int Of(Exception error) => error switch
    {
        ConfigurationException => Configuration,
        EnvironmentException or IOException or UnauthorizedAccessException or DbException => Environment,
        DllNotFoundException or TypeInitializationException { InnerException: DllNotFoundException } => Environment,
        OperationCanceledException => Interrupted,
        _ => JobFailed,
    };
}
