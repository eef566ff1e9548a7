using CritiqueCluster.Actors.Work;
using CsCheck;

namespace CritiqueCluster.Actors.Tests.Work;

public sealed class RoomIndexTests
{
    private static readonly string[] Names = ["a", "b", "c", "d", "e", "f"];

    /// <summary>A worker that comes or changes, or (no room given) goes; then a request is looked for.</summary>
    private static readonly Gen<(string Worker, int? Version, int? Room, bool Idle, int Wanted, int Units)> Change = Gen.Select(
        Gen.Int[0, Names.Length - 1].Select(i => Names[i]), Gen.Int[0, 2].Select(v => v == 2 ? (int?)null : v), Gen.Int[-2, 9].Select(r => r == 9 ? (int?)null : r), Gen.Bool,
        Gen.Int[-1, 2], Gen.OneOf(Gen.Int[1, 10], Gen.Const(int.MaxValue)));

    private readonly RoomIndex<string> _index = new();

    [Fact]
    public void Should_rank_workers_as_looking_at_all_of_them_would() => Change.Array[1, 40].Sample(changes =>
    {
        var index = new RoomIndex<string>();
        var workers = new List<(string Name, int? Version, int Room, bool Idle)>();
        foreach (var (name, version, room, idle, wanted, units) in changes)
        {
            var at = workers.FindIndex(w => w.Name == name);
            if (room is null)
                index.Remove(name);
            else
                index.Set(name, version, room.Value, idle);
            if (room is null && at >= 0)
                workers.RemoveAt(at);
            else if (room is { } now && at >= 0)
                workers[at] = (name, version, now, idle);
            else if (room is { } first)
                workers.Add((name, version, first, idle));
            var naive = workers.Where(w => w.Idle || w.Room >= units)
                .OrderByDescending(w => w.Version == wanted).ThenByDescending(w => w.Room >= units).ThenByDescending(w => w.Room);
            Assert.Equal(naive.Select(w => w.Name), index.Ranked(wanted, units));
        }
    }, iter: 3_000);

    [Fact]
    public void Should_put_the_right_parameters_before_more_room()
    {
        _index.Set("roomy", 1, 20, idle: true);
        _index.Set("right", 0, 4, idle: false);
        Assert.Equal(["right", "roomy"], _index.Ranked(0, 4));
    }

    [Fact]
    public void Should_give_what_fits_nowhere_to_an_idle_worker_alone()
    {
        _index.Set("busy", 0, 7, idle: false);
        _index.Set("idle", 0, 3, idle: true);
        Assert.Equal(["idle"], _index.Ranked(0, 8));
        Assert.Equal(["idle"], _index.Ranked(0, int.MaxValue));
    }
}
