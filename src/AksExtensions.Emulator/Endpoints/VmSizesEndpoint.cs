using AksExtensions.Emulator.Http;

namespace AksExtensions.Emulator.Endpoints;

/// <summary>The sizes of virtual machines in a region: a few of them, with their real vCPUs and memory.</summary>
internal sealed class VmSizesEndpoint(EmulatorServices services) : IArmEndpoint
{
    private static readonly (string Name, int Cores, int MemoryMiB, int Disks)[] Sizes =
    [
        ("Standard_B2s", 2, 4096, 4),
        ("Standard_DS2_v2", 2, 7168, 8),
        ("Standard_DS3_v2", 4, 14336, 16),
        ("Standard_D2s_v5", 2, 8192, 4),
        ("Standard_D4s_v5", 4, 16384, 8),
        ("Standard_D8s_v5", 8, 32768, 16),
        ("Standard_E4s_v5", 4, 32768, 8),
    ];

    private readonly Guard _guard = new(services.State);

    public ArmResponse? Answer(ArmRequest request)
    {
        if (request.Arm is not
            {
                Subscription: not null, ResourceGroup: null,
                Providers: [{ Namespace: var provider, Parts: [var locations, _, var sizes] }],
            }
            || !provider.Equals("Microsoft.Compute", StringComparison.OrdinalIgnoreCase)
            || !locations.Equals("locations", StringComparison.OrdinalIgnoreCase)
            || !sizes.Equals("vmSizes", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        ApiVersions.RequireAny(request);
        _guard.Subscription(request.Arm);
        return request.Method != HttpMethods.Get
            ? ArmErrors.MethodNotAllowed(request, "GET")
            // The service has no pages here, and no nextLink.
            : ArmResponse.Ok(w =>
            {
                w.WriteStartObject();
                w.WriteStartArray("value");
                foreach (var (name, cores, memory, disks) in Sizes)
                {
                    w.WriteStartObject();
                    w.WriteString("name", name);
                    w.WriteNumber("numberOfCores", cores);
                    w.WriteNumber("osDiskSizeInMB", 1047552);
                    w.WriteNumber("resourceDiskSizeInMB", 16384);
                    w.WriteNumber("memoryInMB", memory);
                    w.WriteNumber("maxDataDiskCount", disks);
                    w.WriteEndObject();
                }

                w.WriteEndArray();
                w.WriteEndObject();
            });
    }
}
