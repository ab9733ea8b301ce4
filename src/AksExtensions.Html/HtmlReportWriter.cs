using System.Security.Cryptography;
using System.Text;
using AksExtensions.Report;
using HandlebarsDotNet;

namespace AksExtensions.Html;

/// <summary>
/// Writes a report as one page that needs no other file: the template escapes every text, the data of the script is JSON, and the page's own
/// content security policy allows this style and this script only.
/// </summary>
public sealed class HtmlReportWriter : IReportWriter
{
    private static readonly string[] Scripts = ["data.js", "view.js", "matrix.js", "sections.js", "page.js"];

    /// <inheritdoc/>
    void IReportWriter.Write(FleetReport report, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(report);
        var style = Resource("page.css");
        var script = string.Concat(Scripts.Select(Resource));
        var engine = Handlebars.Create(new HandlebarsConfiguration { ThrowOnUnresolvedBindingExpression = true, TextEncoder = new HtmlEncoder() });
        engine.RegisterTemplate("version", Resource("version.hbs"));
        engine.Compile(new StringReader(Resource("page.hbs")))(output, new
        {
            Page = PageModel.Of(report),
            Style = style,
            StyleHash = Hash(style),
            Script = script,
            ScriptHash = Hash(script),
            Icons = Resource("icons.svg"),
            Data = PageData.Of(report),
        });
    }

    // Browsers read every line break as a line feed, and compare the hash of what they read.
    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(HtmlReportWriter).Assembly.GetManifestResourceStream($"AksExtensions.Html.{name}")!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static string Hash(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
}
