using CritiqueCluster.Core.Models.Runtime;
using TorchSharp;

namespace CritiqueCluster.Core.Tests.Models.Runtime;

[Collection(nameof(Alone))]
public sealed class LanesTests
{
    [Fact]
    public void Should_give_each_lane_a_thread_of_its_own_and_one_thread_of_libtorch()
    {
        var (threads, torchThreads) = (new int[3], new int[3]);

        Lanes.Of(3).Run(i => (threads[i], torchThreads[i]) = (Environment.CurrentManagedThreadId, torch.get_num_threads()));

        Assert.Equal(3, threads.Distinct().Count());
        Assert.DoesNotContain(Environment.CurrentManagedThreadId, threads);
        Assert.Equal([1, 1, 1], torchThreads);
    }

    [Fact]
    public void Should_leave_the_callers_number_of_threads_as_it_was()
    {
        using var two = new Threads(2);
        Lanes.Of(7).Run(_ => { });

        Assert.Equal(2, torch.get_num_threads());
        var other = 0;
        var thread = new Thread(() => other = torch.get_num_threads());
        thread.Start();
        thread.Join();
        Assert.Equal(2, other);
    }

    [Fact]
    public void Should_do_the_work_of_a_single_lane_on_the_callers_thread()
    {
        var thread = 0;
        Lanes.Of(1).Run(_ => thread = Environment.CurrentManagedThreadId);

        Assert.Equal(Environment.CurrentManagedThreadId, thread);
        Assert.Equal(1, Lanes.Of(1).Count);
    }

    [Fact]
    public void Should_throw_what_a_lane_threw_after_all_have_ended_and_go_on()
    {
        var ended = 0;
        var error = Assert.Throws<InvalidOperationException>(() => Lanes.Of(3).Run(i =>
        {
            if (i == 1)
                throw new InvalidOperationException("lane 1");
            Interlocked.Increment(ref ended);
        }));

        Assert.Equal(("lane 1", 2), (error.Message, ended));
        Lanes.Of(3).Run(_ => Interlocked.Increment(ref ended));
        Assert.Equal(5, ended);
    }

    [Fact]
    public void Should_divide_products_and_not_rows_of_a_large_model()
    {
        using var two = new Threads(2);

        Assert.Equal(2, Lanes.For(torch.CPU, 800_000).Count);
        Assert.Equal(1, Lanes.For(torch.CPU, 1_000_000_000).Count);
        Assert.Equal(1, Lanes.For(new torch.Device("cuda:0"), 800_000).Count);
    }
}
