using System.Globalization;

using CritiqueCluster.Core.Tests;

namespace CritiqueCluster.Node.Tests.Processes;

/// <summary>
/// Machines as far as the network goes: each has a network namespace and a cable to a switch. There are two switches without a link
/// between them, so moving some of the machines to the other one is a partition, and moving them back heals it. No address of the real
/// machine is touched; everything goes away with the namespaces. Needs root.
/// </summary>
internal sealed class SwitchedNetwork : IDisposable
{
    private const string One = "one";
    private const string Other = "other";

    private readonly string _name = string.Create(CultureInfo.InvariantCulture, $"critique-{Environment.ProcessId}-{Guid.NewGuid().ToString("n")[..6]}");
    private readonly List<string> _namespaces = [];
    private readonly int _machines;

    /// <summary>Makes it; skips the test where that cannot be.</summary>
    /// <param name="machines">How many.</param>
    public SwitchedNetwork(int machines)
    {
        _machines = machines;
        Needs.Met(TryAdd(_name), "Debian's package iproute2 and the right to make network namespaces");
        try
        {
            foreach (var bridge in new[] { One, Other })
            {
                InSwitch("link", "add", bridge, "type", "bridge");
                InSwitch("link", "set", bridge, "up");
            }
            for (var machine = 1; machine <= machines; machine++)
                Connect(machine);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The address of a machine; they count from 1.</summary>
    public static string AddressOf(int machine) => string.Create(CultureInfo.InvariantCulture, $"10.0.0.{machine}");

    /// <summary>The program on a machine.</summary>
    public ProgramProcess Start(int machine, params IEnumerable<string> args) => ProgramProcess.StartBy(["ip", "netns", "exec", NameOf(machine)], args);

    /// <summary>These machines hear no longer from the others, nor the others from them.</summary>
    public void CutOff(params IEnumerable<int> machines) => Move(machines, Other);

    /// <summary>This machine hears the others, and they do not hear it: what it sends gets nowhere.</summary>
    public void Mute(int machine)
    {
        foreach (var other in Enumerable.Range(1, _machines).Where(other => other != machine))
            Ip("-n", NameOf(machine), "route", "add", "blackhole", $"{AddressOf(other)}/32");
    }

    /// <summary>They hear of each other again.</summary>
    public void Heal(params IEnumerable<int> machines) => Move(machines, One);

    public void Dispose()
    {
        foreach (var name in _namespaces)
            SystemCommand.Run("ip", "netns", "del", name);
    }

    private void Connect(int machine)
    {
        var (name, port) = (NameOf(machine), PortOf(machine));
        Assert.True(TryAdd(name));
        InSwitch("link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", name);
        InSwitch("link", "set", port, "master", One, "up");
        Ip("-n", name, "addr", "add", $"{AddressOf(machine)}/24", "dev", "eth0");
        Ip("-n", name, "link", "set", "eth0", "up");
        Ip("-n", name, "link", "set", "lo", "up");
        // With it a muted machine would not hear either: who cannot be answered is not listened to.
        Assert.True(SystemCommand.Run("ip", "netns", "exec", name, "sh", "-c", "for f in /proc/sys/net/ipv4/conf/*/rp_filter; do echo 0 > $f; done"));
    }

    private void Move(IEnumerable<int> machines, string bridge)
    {
        foreach (var machine in machines)
            InSwitch("link", "set", PortOf(machine), "master", bridge);
    }

    private bool TryAdd(string name)
    {
        var added = SystemCommand.Run("ip", "netns", "add", name);
        if (added)
            _namespaces.Add(name);
        return added;
    }

    private void InSwitch(params string[] arguments) => Ip(["-n", _name, .. arguments]);

    private static void Ip(params string[] arguments) => Assert.True(SystemCommand.Run("ip", arguments), $"ip {string.Join(' ', arguments)}");

    private string NameOf(int machine) => string.Create(CultureInfo.InvariantCulture, $"{_name}-{machine}");

    private static string PortOf(int machine) => string.Create(CultureInfo.InvariantCulture, $"port{machine}");
}
