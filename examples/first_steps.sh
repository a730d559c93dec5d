#!/bin/sh
# The same first steps with the official command line, tccli. Needs a running server, its variables in the
# environment (eval "$(twincloud env)") and two web servers on the ports that BLUE and GREEN name.
set -eu
clb() { tccli clb "$@" --endpoint "http://$TWINCLOUD_HTTP" --region ap-guangzhou; }
field() { python3 -c 'import json, sys; print(eval("json.load(sys.stdin)" + sys.argv[1]))' "$1"; }

lb=$(clb CreateLoadBalancer --LoadBalancerType OPEN --LoadBalancerName first-steps | field '["LoadBalancerIds"][0]')
vip=$(clb DescribeLoadBalancers --LoadBalancerIds "[\"$lb\"]" | field '["LoadBalancerSet"][0]["LoadBalancerVips"][0]')
tcp=$(clb CreateListener --LoadBalancerId "$lb" --Protocol TCP --Ports '[9000]' | field '["ListenerIds"][0]')
task=$(clb RegisterTargets --LoadBalancerId "$lb" --ListenerId "$tcp" \
    --Targets "[{\"EniIp\":\"127.0.0.1\",\"Port\":$BLUE},{\"EniIp\":\"127.0.0.1\",\"Port\":$GREEN}]" |
    field '["RequestId"]')
until [ "$(clb DescribeTaskStatus --TaskId "$task" | field '["Status"]')" = 0 ]; do sleep 0.2; done

for _ in 1 2 3 4 5 6 7 8 9 10; do curl -s --max-time 5 "http://$vip:9000/"; echo; done
clb DeleteLoadBalancer --LoadBalancerIds "[\"$lb\"]" >/dev/null
echo done
