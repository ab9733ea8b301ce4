using System.Collections.ObjectModel;
using System.Globalization;
using System.Security;
using AksExtensions.Arm;
using AksExtensions.Pipeline;
using AksExtensions.Settings;

namespace AksExtensions.Connection;

/// <summary>
/// The sign-in of the session: Az.Accounts, when it is loaded and connected. It is called through its cmdlets, so that none of its assemblies is
/// used and no process is started. Call it only on the pipeline's thread.
/// </summary>
/// <param name="Cloud">The cloud.</param>
/// <param name="SubscriptionId">The current subscription; null when there is none.</param>
/// <param name="TenantId">The tenant.</param>
/// <param name="Account">The account.</param>
/// <param name="Module">The file that the module was loaded from. The sign-in belongs to the process, so the module is also signed in when it is loaded in another runspace.</param>
internal sealed record AzPowerShell(AzureCloud Cloud, string? SubscriptionId, string? TenantId, string? Account, string Module)
{
    private const string Name = "Az.Accounts";

    // Both run as a user would run them, without streams that were not requested: their messages belong to another module.
    private const string FindContext =
        $"if ($modules = @(Get-Module -Name {Name})) {{ $modules[-1]; Get-AzContext -ErrorAction Ignore -WarningAction SilentlyContinue -Verbose:$false -Debug:$false }}";

    private const string GetAccessToken =
        "param($resource, $tenant) $with = @{}; if ($tenant) { $with.TenantId = $tenant }; "
        + "Get-AzAccessToken -ResourceUrl $resource @with -ErrorAction Stop -WarningAction SilentlyContinue -Verbose:$false -Debug:$false";

    /// <summary>The sign-in of this session; null when Az.Accounts is not loaded, or not connected. Loads nothing and sends nothing.</summary>
    public static AzPowerShell? Find(PipelineEngine engine)
    {
        Collection<PSObject> found;
        try
        {
            found = engine.Invoke(FindContext, []);
        }
        catch (RuntimeException failure) when (failure is not PipelineStoppedException)
        {
            // When Az.Accounts cannot report whether it is connected, it is not a sign-in.
            return null;
        }

        if (found is not [{ BaseObject: PSModuleInfo module }, { } context, ..] || Text(context, "Account") is not { Length: > 0 } account)
        {
            return null;
        }

        var environment = Property(context, "Environment");
        return new(
            CloudOf(environment), Text(Property(context, "Subscription"), "Id"), Text(Property(context, "Tenant"), "Id"), account, FileOf(module));
    }

    /// <summary>Returns a token of this sign-in, and not of another one that was selected later.</summary>
    /// <exception cref="AksExtensionException"><c>AuthenticationFailed</c>.</exception>
    public SessionToken GetToken(PipelineEngine engine, string audience, string? tenantId)
    {
        const string Action = "Run Connect-AzAccount again, or choose another source with Connect-AksExtension -TokenSource.";
        // Another tenant or subscription does not matter, because tokens are requested for a tenant.
        if (Find(engine) is { } now && (now.Account != Account || now.Cloud != Cloud))
        {
            throw Errors.AuthenticationFailed(
                $"Az.Accounts is signed in as {now.Account} ({now.Cloud.Name}) now, and this connection is of {Account} ({Cloud.Name}).",
                "Choose that account again with Set-AzContext, or run Connect-AksExtension to use the other account.");
        }

        Collection<PSObject> answers;
        try
        {
            answers = engine.Invoke(GetAccessToken, [audience, tenantId]);
        }
        catch (RuntimeException failure) when (failure is not PipelineStoppedException)
        {
            throw Errors.AuthenticationFailed($"Get-AzAccessToken says: {failure.Message}", Action, inner: failure);
        }

        var answer = answers.FirstOrDefault();
        var token = Property(answer, "Token")?.BaseObject switch
        {
            // A SecureString since Az.Accounts 5, plain text in earlier versions.
            SecureString secure => new SecretValue(secure),
            string { Length: > 0 } plain => new SecretValue(plain),
            _ => throw Errors.AuthenticationFailed("Get-AzAccessToken gave no token.", Action),
        };
        return new(token, Time(Property(answer, "ExpiresOn")?.BaseObject));
    }

    // A module with a manifest still reports the file of its script, which would not load everything in the manifest.
    private static string FileOf(PSModuleInfo module)
    {
        var manifest = Path.Combine(module.ModuleBase, $"{Name}.psd1");
        return File.Exists(manifest) ? manifest : module.Path;
    }

    private static AzureCloud CloudOf(PSObject? environment)
    {
        var known = AzureCloud.Find(Text(environment, "Name"));
        return known is null
            && Uri.TryCreate(Text(environment, "ResourceManagerUrl"), UriKind.Absolute, out var endpoint)
            && Uri.TryCreate(Text(environment, "ActiveDirectoryAuthority"), UriKind.Absolute, out var authority)
                ? new(
                    Text(environment, "Name") ?? "Custom", new(endpoint.GetLeftPart(UriPartial.Authority)),
                    Text(environment, "ActiveDirectoryServiceEndpointResourceId") ?? endpoint.GetLeftPart(UriPartial.Authority), authority)
                : known ?? AzureCloud.Public;
    }

    private static PSObject? Property(PSObject? source, string name) =>
        source?.Properties[name]?.Value is { } value ? PSObject.AsPSObject(value) : null;

    private static string? Text(PSObject? source, string name) => Property(source, name)?.ToString();

    // When it is unknown, the token is requested again soon, which costs little here.
    private static DateTimeOffset Time(object? value) => value switch
    {
        DateTimeOffset time => time,
        DateTime time => new(time.ToUniversalTime()),
        string text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => time,
        _ => DateTimeOffset.UtcNow + TimeSpan.FromMinutes(10),
    };
}
