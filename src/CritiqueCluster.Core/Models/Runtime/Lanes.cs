using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

using TorchSharp;

namespace CritiqueCluster.Core.Models.Runtime;

/// <summary>
/// Threads that compute side by side, each with one thread of libtorch. A small model's operations are too short to be divided
/// among cores: rows of a batch are divided instead, and a lane takes its rows through all layers without waiting for anybody.
/// </summary>
public sealed class Lanes
{
    /// <summary>Parameters up to which rows are divided: their weights fit a core's caches. Of a larger model products are divided.</summary>
    private const long MostParameters = 16_000_000;

    private static readonly ConcurrentDictionary<int, Lanes> Known = new();

    private readonly Lane[] _lanes;

    private Lanes(int count) => _lanes = count == 1 ? [] : [.. Enumerable.Range(0, count).Select(i => new Lane($"lane {i + 1} of {count}"))];

    /// <summary>How many there are.</summary>
    public int Count => Math.Max(1, _lanes.Length);

    /// <summary>That many lanes; the same ones for everybody who asks for that many.</summary>
    public static Lanes Of(int count) => Known.GetOrAdd(count, c => new Lanes(c));

    /// <summary>One lane for each of libtorch's threads where a model is small and on the CPU; else a single one, which is the caller.</summary>
    /// <param name="device">Where the model computes.</param>
    /// <param name="parameters">Its size.</param>
    public static Lanes For(torch.Device device, long parameters)
    {
        ArgumentNullException.ThrowIfNull(device);
        return Of(device.type == DeviceType.CPU && parameters <= MostParameters ? torch.get_num_threads() : 1);
    }

    /// <summary>Does the work of every lane and waits for the last. A single lane is the caller's own thread.</summary>
    /// <param name="work">Given the lane's number from 0. What it makes must not be in a dispose scope of its thread afterwards.</param>
    /// <exception cref="Exception">What a lane threw; of several, the first lane's.</exception>
    public void Run(Action<int> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (_lanes.Length == 0)
        {
            work(0);
            return;
        }
        lock (_lanes)
        {
            for (var i = 0; i < _lanes.Length; i++)
                _lanes[i].Begin(work, i);
            var failures = _lanes.Select(lane => lane.End()).ToArray();
            if (Array.Find(failures, failure => failure is not null) is { } first)
                ExceptionDispatchInfo.Throw(first);
        }
    }

    private sealed class Lane
    {
        private readonly object _gate = new();
        private Action<int>? _work;
        private int _number;
        private Exception? _failure;

        public Lane(string name)
        {
            var own = torch.get_num_threads();
            Begin(_ => UseOneThread(), 0);
            new Thread(Work) { Name = name, IsBackground = true }.Start();
            End();
            torch.set_num_threads(own); // a lane's number is also the default of threads that have none yet: put it back
        }

        public void Begin(Action<int> work, int number)
        {
            lock (_gate)
            {
                (_work, _number) = (work, number);
                Monitor.PulseAll(_gate);
            }
        }

        public Exception? End()
        {
            lock (_gate)
            {
                while (_work is not null)
                    Monitor.Wait(_gate);
                return _failure;
            }
        }

        /// <summary>Asked first: libtorch gives a thread the default at its first question, and would do so after the setting.</summary>
        private static void UseOneThread()
        {
            _ = torch.get_num_threads();
            torch.set_num_threads(1);
        }

        private void Work()
        {
            while (true)
            {
                lock (_gate)
                    while (_work is null)
                        Monitor.Wait(_gate);
                _failure = null;
                try
                {
                    _work(_number);
                }
                catch (Exception e)
                {
                    _failure = e;
                }
                lock (_gate)
                {
                    _work = null;
                    Monitor.PulseAll(_gate);
                }
            }
        }
    }
}
