using System.Reflection;
using CritiqueCluster.Actors.Hosting;
using CritiqueCluster.Core.Problems;

namespace CritiqueCluster.Actors.Tests;

/// <summary>DESIGN §4: Node → Actors → Core, never back; Messages refers to no other folder; only Hosting wires.</summary>
public sealed class RoomRulesTests
{
    private const string Root = "CritiqueCluster.Actors";
    private static readonly Assembly Actors = typeof(LocalRun).Assembly;

    [Fact]
    public void Should_keep_actors_hosts_and_http_out_of_core()
    {
        var known = typeof(Problem).Assembly.GetReferencedAssemblies().Select(a => a.Name!);
        Assert.DoesNotContain(known, n => n.StartsWith("Akka", StringComparison.Ordinal)
            || n.StartsWith("CritiqueCluster", StringComparison.Ordinal)
            || n.StartsWith("Microsoft.Extensions.Hosting", StringComparison.Ordinal)
            || n.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
    }

    [Fact]
    public void Should_keep_http_and_the_command_line_out_of_actors()
    {
        var known = Actors.GetReferencedAssemblies().Select(a => a.Name!);
        Assert.DoesNotContain(known, n => n is "CritiqueCluster.Node" or "System.CommandLine"
            || n.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
    }

    [Fact]
    public void Should_keep_messages_free_of_every_other_folder()
    {
        var messages = Actors.GetTypes().Where(t => FolderOf(t) == "Messages").ToList();
        Assert.NotEmpty(messages);
        Assert.All(messages, m => Assert.All(TypesIn(m), used => Assert.Contains(FolderOf(used), (string?[])[null, "Messages"])));
    }

    [Fact]
    public void Should_wire_in_hosting_only()
    {
        var elsewhere = Actors.GetTypes().Where(t => FolderOf(t) is { } folder && folder != "Hosting");
        Assert.All(elsewhere, t => Assert.DoesNotContain("Hosting", TypesIn(t).Select(FolderOf)));
    }

    /// <summary>The folder of one of our types; null for everybody else's.</summary>
    private static string? FolderOf(Type type) =>
        type.Namespace?.StartsWith(Root + ".", StringComparison.Ordinal) == true ? type.Namespace[(Root.Length + 1)..] : null;

    /// <summary>Types in fields, signatures and method bodies' locals, generic arguments included.</summary>
    private static IEnumerable<Type> TypesIn(Type type)
    {
        const BindingFlags Everything =
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var methods = type.GetMethods(Everything).Cast<MethodBase>().Concat(type.GetConstructors(Everything)).ToList();
        return type.GetFields(Everything).Select(f => f.FieldType)
            .Concat(methods.SelectMany(m => m.GetParameters().Select(p => p.ParameterType)))
            .Concat(methods.OfType<MethodInfo>().Select(m => m.ReturnType))
            .Concat(methods.SelectMany(m => m.GetMethodBody()?.LocalVariables.Select(v => v.LocalType) ?? []))
            .Concat(type.GetInterfaces())
            .SelectMany(Unfold);
    }

    private static IEnumerable<Type> Unfold(Type type) =>
        type.HasElementType ? Unfold(type.GetElementType()!)
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Unfold).Append(type)
        : [type];
}
