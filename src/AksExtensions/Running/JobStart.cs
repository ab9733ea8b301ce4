using AksExtensions.Commands;
using AksExtensions.Connection;
using AksExtensions.Pipeline;

namespace AksExtensions.Running;

/// <summary>A command that is to run as a job: what it was given, collected until the input has ended.</summary>
internal sealed class JobStart
{
    private readonly PSCmdlet _cmdlet;
    private readonly Dictionary<string, object> _parameters;
    private readonly List<ClusterTarget> _targets = [];

    /// <summary>Takes the parameters as they were given.</summary>
    public JobStart(PSCmdlet cmdlet)
    {
        _cmdlet = cmdlet;
        _parameters = new(cmdlet.MyInvocation.BoundParameters);
        _parameters.Remove(nameof(ClusterCmdlet.AsJob));
    }

    /// <summary>Adds the clusters of one object of the input.</summary>
    public void Add(IEnumerable<ClusterTarget> clusters) => _targets.AddRange(clusters);

    /// <summary>Starts the job and returns it to the pipeline.</summary>
    public void Start(AksSession session)
    {
        if (_targets.Count > 0 || _cmdlet.ParameterSetName.StartsWith(ParameterSets.ByCluster, StringComparison.Ordinal))
        {
            _parameters[nameof(ClusterCmdlet.Cluster)] = _targets.ToArray();
        }

        // The line may hold a protected value, which everybody who lists the jobs would see.
        var invocation = _cmdlet.MyInvocation;
        var hasSecret = _parameters.ContainsKey(nameof(SettingsClusterCmdlet.ConfigurationProtectedSettings));
        var line = hasSecret ? invocation.MyCommand.Name : invocation.Line.Trim();
        // As the file system names it: the job does not know the drives that this session has made.
        var location = _cmdlet.SessionState.Path.CurrentFileSystemLocation.ProviderPath;
        var job = new CommandJob(_cmdlet.GetType(), invocation.MyCommand.Name, _parameters, line, session, location)
        {
            HasList = invocation.ExpectingInput,
        };
        _cmdlet.JobRepository.Add(job);
        job.Start();
        _cmdlet.WriteObject(job);
    }
}
