using AksExtensions.Arm;
using AksExtensions.Azure;
using AksExtensions.Emulator;
using AksExtensions.Fleet;
using AksExtensions.Settings;

namespace AksExtensions.Demo;

/// <summary>The same five steps as demo.ps1, for machines without PowerShell.</summary>
internal static class ServiceDemo
{
    public static async Task RunAsync(ArmEmulator arm, CancellationToken cancellationToken)
    {
        using var service = new ArmServiceFactory().Create(new()
        {
            Endpoint = arm.Endpoint,
            Audience = arm.Endpoint.ToString(),
            SignIn = SignIn.With(new SecretValue(arm.AccessToken)),
            CertificateAuthority = await File.ReadAllTextAsync(arm.CertificateFile, cancellationToken),
        });
        var lifecycle = new ExtensionLifecycle(service, TimeProvider.System, TimeSpan.FromMinutes(5), new ConsoleObserver());
        var cluster = ClusterReference.Create(arm.SubscriptionId, "demo-rg", "demo-aks");
        var extension = new ExtensionReference(cluster, "aml-compute");

        Step("Create the extension aml-compute (Microsoft.AzureML.Kubernetes) on demo-aks");
        var created = await lifecycle.StartCreateAsync(
            extension,
            new()
            {
                ExtensionType = "Microsoft.AzureML.Kubernetes",
                Scope = ExtensionScope.Cluster,
                ConfigurationSettings = new Dictionary<string, string> { ["enableInference"] = "True", ["allowInsecureConnections"] = "True" },
            },
            cancellationToken);
        Show(await lifecycle.WaitAsync(created.Operation, cancellationToken));

        Step("Show it");
        Show(await service.Extensions.GetAsync(extension, cancellationToken));

        Step("List the extensions of demo-aks");
        await foreach (var item in service.Extensions.ListAsync(cluster, cancellationToken))
        {
            Show(item);
        }

        Step("Update it: no automatic upgrade");
        var updated = await lifecycle.StartUpdateAsync(extension, new() { AutoUpgradeMinorVersion = false }, cancellationToken);
        Show(await lifecycle.WaitAsync(updated!.Operation, cancellationToken));

        Step("Delete it");
        var deleted = await lifecycle.StartDeleteAsync(extension, force: false, cancellationToken);
        await lifecycle.WaitAsync(deleted!.Operation, cancellationToken);
        Console.WriteLine("  gone");
    }

    private static void Step(string text) => Console.WriteLine($"{Environment.NewLine}{text}");

    private static void Show(ClusterExtension? extension) => Console.WriteLine(
        $"  {extension?.Name,-35} {extension?.ExtensionType,-38} {extension?.CurrentVersion ?? "-",-8} {extension?.ProvisioningState}");

    private sealed class ConsoleObserver : ILifecycleObserver
    {
        public void OnSending(ExtensionReference extension, OperationKind kind)
        {
        }

        public void OnRefused(ExtensionReference extension)
        {
        }

        public void OnStarted(ExtensionOperation operation) => Console.WriteLine($"  {operation.Kind}: {operation.Status}");

        public void OnPolled(ExtensionOperation operation) => Console.WriteLine($"  {operation.Kind}: {operation.Status}");

        public void OnReadFailed(ExtensionOperation operation, AksExtensionException failure) => Console.WriteLine($"  {failure.Message}");

        public void OnEnded(ExtensionOperation operation)
        {
        }

        public Task<bool> AgreeToLoseAsync(ClusterExtension extension, IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
            Task.FromResult(false);
    }
}
