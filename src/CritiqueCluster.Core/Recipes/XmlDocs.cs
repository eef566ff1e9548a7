using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CritiqueCluster.Core.Recipes;

/// <summary>The summaries of the documentation comments, read from the file that the compiler puts beside the library.</summary>
internal sealed partial class XmlDocs
{
    private readonly Dictionary<string, string> _summaries;

    private XmlDocs(Dictionary<string, string> summaries) => _summaries = summaries;

    /// <summary>This library's; without summaries where the file is not there.</summary>
    public static XmlDocs OfCore()
    {
        var file = Path.Combine(AppContext.BaseDirectory, typeof(XmlDocs).Assembly.GetName().Name + ".xml");
        var members = File.Exists(file) ? XDocument.Load(file).Descendants("member") : [];
        return new XmlDocs(members.Where(member => member.Element("summary") is not null)
            .ToDictionary(member => member.Attribute("name")!.Value, member => Plain(member.Element("summary")!)));
    }

    /// <summary>A property's summary, or null.</summary>
    public string? Of(PropertyInfo property) => _summaries.GetValueOrDefault($"P:{property.DeclaringType!.FullName}.{property.Name}");

    /// <summary>A type's summary, or null.</summary>
    public string? Of(Type type) => _summaries.GetValueOrDefault($"T:{type.FullName}");

    private static string Plain(XElement summary)
    {
        var text = string.Concat(summary.Nodes().Select(node => node switch
        {
            XElement { Name.LocalName: "see" } see => LastPart(see.Attribute("cref")?.Value ?? ""),
            XElement element => element.Value,
            _ => node.ToString(),
        }));
        return Spaces().Replace(System.Net.WebUtility.HtmlDecode(text), " ").Trim();
    }

    private static string LastPart(string reference) => reference[(reference.LastIndexOf('.') + 1)..];

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
