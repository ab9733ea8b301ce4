using System.Reflection;
using System.Runtime.Loader;
using AksExtensions.Arm;
using AksExtensions.DesiredState;
using AksExtensions.Report;

namespace AksExtensions.Loading;

/// <summary>
/// Keeps the Azure SDK and the libraries for YAML and templates away from the rest of the session: AksExtensions.Azure.dll, AksExtensions.Yaml.dll,
/// AksExtensions.Html.dll and all they need are loaded from the module's deps/ folder into a separate context on first use. Other modules' versions of the same assemblies are neither used nor disturbed.
/// </summary>
internal sealed class AzureLoadContext : AssemblyLoadContext
{
    private const string EntryAssembly = "AksExtensions.Azure";
    private const string EntryType = "AksExtensions.Azure.ArmServiceFactory";
    private const string YamlAssembly = "AksExtensions.Yaml";
    private const string YamlType = "AksExtensions.Yaml.YamlDocumentParser";
    private const string HtmlAssembly = "AksExtensions.Html";
    private const string HtmlType = "AksExtensions.Html.HtmlReportWriter";

    // An assembly can be loaded once in a process, so this is the process's and not a runspace's. It holds code, no state.
    private static readonly Lazy<AzureLoadContext> LazyContext = new(() =>
        new(Path.Combine(Path.GetDirectoryName(typeof(AzureLoadContext).Assembly.Location)!, "deps")));

    private static readonly Lazy<IArmServiceFactory> LazyFactory = new(() => Create<IArmServiceFactory>(EntryAssembly, EntryType));
    private static readonly Lazy<Task> Rehearsal = new(() => Task.Run(() => Factory.RehearseAsync()));
    private static readonly Lazy<IDocumentParser> LazyParser = new(() => Create<IDocumentParser>(YamlAssembly, YamlType));
    private static readonly Lazy<IReportWriter> LazyHtmlReport = new(() => Create<IReportWriter>(HtmlAssembly, HtmlType));

    private readonly string _folder;
    private readonly PowerShellAssemblies _powerShell = PowerShellAssemblies.Current;

    private AzureLoadContext(string folder)
        : base(EntryAssembly) => _folder = folder;

    /// <summary>The factory of ARM services; the first use loads the Azure SDK.</summary>
    public static IArmServiceFactory Factory => LazyFactory.Value;

    /// <summary>
    /// Loads the Azure SDK and compiles what a first request needs on another thread, once in a process. A third of a first command was compiling, and
    /// this overlaps with the sign-in, with PowerShell's own work and with a person's typing. Should it fail, then so does the first request, which says why.
    /// </summary>
    public static void Rehearse() => _ = Rehearsal.Value;

    /// <summary>The parser of baseline documents; the first use loads the YAML library.</summary>
    public static IDocumentParser Parser => LazyParser.Value;

    /// <summary>The writer of a report's page; the first use loads the template library.</summary>
    public static IReportWriter HtmlReport => LazyHtmlReport.Value;

    /// <summary>
    /// Loads what deps/ has. PowerShell gives the rest: the runtime, AksExtensions.Core, whose types both sides share, and assemblies of .NET that
    /// it has in the same or a newer version. Those are compiled ahead of time there; ours would be compiled again in every session.
    /// </summary>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var path = Path.Combine(_folder, $"{assemblyName.Name}.dll");
        return File.Exists(path) && !_powerShell.Replace(path) ? LoadFromAssemblyPath(path) : null;
    }

    private static T Create<T>(string assembly, string type)
    {
        var context = LazyContext.Value;
        var loaded = context.LoadFromAssemblyPath(Path.Combine(context._folder, $"{assembly}.dll"));
        return (T)Activator.CreateInstance(loaded.GetType(type, throwOnError: true)!)!;
    }
}
