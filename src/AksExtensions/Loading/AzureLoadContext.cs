using System.Reflection;
using System.Runtime.Loader;
using AksExtensions.Arm;

namespace AksExtensions.Loading;

/// <summary>
/// Keeps the Azure SDK away from the rest of the session: AksExtensions.Azure.dll and all it needs are loaded from the module's deps/
/// folder into a context of their own, on first use. Other modules' versions of the same assemblies are neither used nor disturbed.
/// </summary>
internal sealed class AzureLoadContext : AssemblyLoadContext
{
    private const string EntryAssembly = "AksExtensions.Azure";
    private const string EntryType = "AksExtensions.Azure.ArmServiceFactory";

    // An assembly can be loaded once in a process, so this is the process's and not a runspace's. It holds code, no state.
    private static readonly Lazy<IArmServiceFactory> LazyFactory = new(Load);

    private readonly string _folder;
    private readonly PowerShellAssemblies _powerShell = PowerShellAssemblies.Current;

    private AzureLoadContext(string folder)
        : base(EntryAssembly) => _folder = folder;

    /// <summary>The factory of ARM services; the first use loads the Azure SDK.</summary>
    public static IArmServiceFactory Factory => LazyFactory.Value;

    /// <summary>
    /// Loads what deps/ has. PowerShell gives the rest: the runtime, AksExtensions.Core, whose types both sides share, and assemblies of .NET that
    /// it has in the same or a newer version. Those are compiled ahead of time there; ours would be compiled anew in every session.
    /// </summary>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var path = Path.Combine(_folder, $"{assemblyName.Name}.dll");
        return File.Exists(path) && !_powerShell.Replace(path) ? LoadFromAssemblyPath(path) : null;
    }

    private static IArmServiceFactory Load()
    {
        var folder = Path.Combine(Path.GetDirectoryName(typeof(AzureLoadContext).Assembly.Location)!, "deps");
        var context = new AzureLoadContext(folder);
        var assembly = context.LoadFromAssemblyPath(Path.Combine(folder, $"{EntryAssembly}.dll"));
        return (IArmServiceFactory)Activator.CreateInstance(assembly.GetType(EntryType, throwOnError: true)!)!;
    }
}
